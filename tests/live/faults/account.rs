//! Who signs in, and where: a server that is down, accounts that are refused or have too few rights.

use serde_json::json;

use super::{Story, checked, free_port, keycloak};

#[test]
fn a_server_that_is_down_is_told() {
    let story = Story::without_realm("down");
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("http://127.0.0.1:{}/admin/realms/x", free_port()));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: cannot reach http://127.0.0.1:PORT: client error (Connect): tcp connect error: Connection refused (os error 111)
      help: check that the server is running, and that KEYCLOAK_ADMIN_URL is right
    "#);
}

#[test]
fn a_wrong_password_is_told_and_not_repeated() {
    let story = Story::new("password");
    story.project.env("KEYCLOAK_ADMIN_PASSWORD", "not-the-word");
    let told = story.refused(&["plan"]);
    assert!(!told.contains("not-the-word"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: Keycloak rejected the sign-in of user `admin` in realm `master`: Invalid user credentials
      help: check the credentials in the environment
    "#);
}

#[test]
fn a_wrong_client_secret_is_told_and_not_repeated() {
    let story = Story::new("secret");
    story.robot(&["view-realm"]);
    story.signs_in(&story.realm, "robot", "not-the-word");
    let told = story.refused(&["plan"]);
    assert!(!told.contains("not-the-word"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 3
    error: Keycloak rejected the sign-in of client `robot` in realm `<realm>`: Invalid client or Invalid client credentials
      help: check the credentials in the environment
    "#);
}

#[test]
fn a_realm_to_sign_in_at_that_is_not_there_is_told() {
    let story = Story::new("adminrealm");
    story.project.env("KEYCLOAK_ADMIN_REALM", "nowhere");
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: cannot sign in: realm `nowhere` does not exist at http://127.0.0.1:PORT (/realms/nowhere/protocol/openid-connect/token: 404)
      help: check KEYCLOAK_ADMIN_URL (does it need a path such as /auth?) and KEYCLOAK_ADMIN_REALM
    "#);
}

#[test]
fn an_account_without_rights_is_told_which_it_needs() {
    let story = Story::new("norights");
    story.robot(&[]);
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> returned 403 Forbidden: HTTP 403 Forbidden
      help: grant the account roles of the realm's management client: to plan, view-realm, view-clients and view-users (and view-organizations for organizations); to apply, manage-realm, manage-clients and manage-users
    "#);
}

#[test]
fn an_account_that_may_only_view_plans_and_does_not_apply() {
    let story = Story::new("viewer");
    story.robot(&["view-realm", "view-clients", "view-users", "query-groups"]);
    let plan = checked(story.project.run(&["plan", "--detailed-exitcode"]));
    assert_eq!(plan.status, 2, "{plan:#?}");
    assert!(plan.stdout.contains("+ realmRole/reader"), "{}", plan.stdout);
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @"
    exit 3
    error: this account cannot lock the realm: it lacks the role `manage-clients`
      help: grant it that role of the realm's management client, or add --no-lock if nobody else applies
    ");
    insta::assert_snapshot!(story.refused(&["apply", "--yes", "--no-lock"]), @r#"
    exit 6
    Apply failed: 0 of 1 step done, 1 failed, 0 not started.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles returned 403 Forbidden: HTTP 403 Forbidden
            at realm/roles.toml:2
            help: grant the account roles of the realm's management client: to plan, view-realm, view-clients and view-users (and view-organizations for organizations); to apply, manage-realm, manage-clients and manage-users

    Run `realmform apply` again to continue.
    "#);
}

#[test]
fn a_realm_that_the_account_may_not_make_is_told() {
    let story = Story::without_realm("unmade");
    let client = json!({"clientId": story.realm, "secret": "robots-own", "serviceAccountsEnabled": true});
    keycloak().admin().post("/master/clients", &client).ok();
    story.signs_in("master", &story.realm, "robots-own");
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 2 steps done, 1 failed, 1 not started.

    Failed
      + realm
          error: realm `<realm>` does not exist, and this account cannot create it (POST /admin/realms returned 403 Forbidden: HTTP 403 Forbidden)
            help: grant the account the realm role `create-realm` in the master realm, ask someone else to create the realm, or fix the name of the realm

    Not started
      + realmRole/reader

    Run `realmform apply` again to continue.
    "#);
    assert_eq!(keycloak().admin().find(&format!("/{}", story.realm)), None);
}

#[test]
fn a_plan_after_which_the_account_may_not_sign_in_again_says_so() {
    let story = Story::new("lockout");
    story.robot(&["realm-admin"]);
    let own = "signs in with it for this run, and may no longer be able to";
    for declared in [
        "[clients.robot]\nenabled = false\n",
        "[clients.robot]\nnotBefore = 2147483647\n",
        "[clients.robot]\nclientAuthenticatorType = \"client-jwt\"\n",
        "[clients.robot]\nsecret = { env = \"ROBOT_NEXT\" }\n",
        "[[moved]]\nkind = \"client\"\nfrom = \"robot\"\nto = \"bot\"\n",
    ] {
        story.project.env("ROBOT_NEXT", "robots-next-secret").file("realm/own.toml", declared);
        let output = checked(story.project.run(&["plan"]));
        assert_eq!(output.status, 0, "{output:#?}");
        assert!(output.stdout.contains("Risks") && output.stdout.contains(own), "{declared}: {}", output.stdout);
    }
    story.project.file("realm/own.toml", "[realm]\nenabled = false\n");
    let output = checked(story.project.run(&["plan"]));
    assert!(output.stdout.contains("client `robot` signs in at this realm for this run"), "{}", output.stdout);
    // Of another client nobody is warned.
    story.project.file("realm/own.toml", "[clients.account]\nenabled = false\n");
    let output = checked(story.project.run(&["plan"]));
    assert!(output.status == 0 && !output.stdout.contains("for this run"), "{output:#?}");
}
