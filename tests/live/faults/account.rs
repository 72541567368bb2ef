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
      help: is the server running, and is KEYCLOAK_ADMIN_URL right?
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
    error: Keycloak refused to sign in user `admin` at realm `master`: Invalid user credentials
      help: check the name and the secret in the environment
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
    error: Keycloak refused to sign in client `robot` at realm `<realm>`: Invalid client or Invalid client credentials
      help: check the name and the secret in the environment
    "#);
}

#[test]
fn a_realm_to_sign_in_at_that_is_not_there_is_told() {
    let story = Story::new("adminrealm");
    story.project.env("KEYCLOAK_ADMIN_REALM", "nowhere");
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: http://127.0.0.1:PORT has no realm `nowhere` to sign in at (/realms/nowhere/protocol/openid-connect/token: 404)
      help: check KEYCLOAK_ADMIN_URL (is there a path such as /auth?) and KEYCLOAK_ADMIN_REALM
    "#);
}

#[test]
fn an_account_without_rights_is_told_which_it_needs() {
    let story = Story::new("norights");
    story.robot(&[]);
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> answered 403 Forbidden: HTTP 403 Forbidden
      help: the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups of the realm's management client, to apply also manage-realm, manage-clients and manage-users
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
    error: the account may not lock the realm: it lacks the role manage-clients
      help: grant it that role of the realm's management client, or add --no-lock where nobody else applies
    ");
    insta::assert_snapshot!(story.refused(&["apply", "--yes", "--no-lock"]), @r#"
    exit 6
    The apply failed: 0 of 1 step done, 1 failed, 0 remain.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles answered 403 Forbidden: HTTP 403 Forbidden
            at realm/roles.toml:2
            help: the account lacks rights: to plan it needs the roles view-realm, view-clients, view-users and query-groups of the realm's management client, to apply also manage-realm, manage-clients and manage-users

    Run `realmform apply` again: it goes on from there.
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
    The apply failed: 0 of 2 steps done, 1 failed, 1 remains.

    Failed
      + realm
          error: realm `<realm>` is not there, and this account may not make it (POST /admin/realms answered 403 Forbidden: HTTP 403 Forbidden)
            help: give the account the realm role `create-realm` in the master realm, let somebody else make the realm, or correct the realm's name

    Remaining, not tried
      + realmRole/reader

    Run `realmform apply` again: it goes on from there.
    "#);
    assert_eq!(keycloak().admin().find(&format!("/{}", story.realm)), None);
}
