//! Who signs in and how, with how few rights, and realms that are not there yet.

use serde_json::json;

use crate::story::{Story, done, names, text};
use crate::support::{self, Project};

const SECRET: &str = "deployer-secret";

/// Makes a client in the realm whose service account has these rights over it, and signs in as that client.
fn as_client(story: &Story, rights: &[&str], more: serde_json::Value) {
    let mut client = json!({
        "clientId": "deployer", "publicClient": false, "serviceAccountsEnabled": true, "secret": SECRET,
        "standardFlowEnabled": false,
    });
    client.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let id = story.post("/clients", &client).id();
    let user = text(&story.get(&format!("/clients/{id}/service-account-user"))["id"]);
    let roles: Vec<_> = rights.iter().map(|right| story.client_role("realm-management", right)).collect();
    story.post(&format!("/users/{user}/role-mappings{}", story.client_path("realm-management")), &json!(roles));
    story
        .project
        .env("KEYCLOAK_ADMIN_CLIENT_ID", "deployer")
        .env("KEYCLOAK_ADMIN_CLIENT_SECRET", SECRET)
        .env("KEYCLOAK_ADMIN_USERNAME", "")
        .env("KEYCLOAK_ADMIN_PASSWORD", "")
        .env("KEYCLOAK_ADMIN_REALM", &story.realm);
}

const SMALL: &str = r#"
[realm]
displayName = "Small"
organizationsEnabled = true

[clients.web]
publicClient = true

[clients.svc]
publicClient = false
serviceAccountsEnabled = true
[clients.svc.serviceAccount]
realmRoles = ["staff"]

[roles.realm.staff]
[groups."/shop"]
realmRoles = ["staff"]
[clientScopes."shop:cart"]
[organizations.demo_my]
"#;

#[test]
fn a_service_account_of_the_realm_itself_can_apply() {
    let story = Story::new(SMALL);
    as_client(&story, &["manage-realm", "manage-clients", "manage-users", "manage-organizations"], json!({}));
    story.apply();
    assert_eq!(story.service_account_roles("svc"), ["staff"]);
    assert_eq!(story.organization("demo_my")["name"], "demo_my");
}

#[test]
fn a_user_of_the_realm_itself_can_apply() {
    let story = Story::new(SMALL);
    let credentials = json!([{"type": "password", "value": "annes-password", "temporary": false}]);
    let ann = story.user("ann", json!({"credentials": credentials}));
    let admin = json!([story.client_role("realm-management", "realm-admin")]);
    story.post(&format!("{ann}/role-mappings{}", story.client_path("realm-management")), &admin);
    story
        .project
        .env("KEYCLOAK_ADMIN_USERNAME", "ann")
        .env("KEYCLOAK_ADMIN_PASSWORD", "annes-password")
        .env("KEYCLOAK_ADMIN_REALM", &story.realm);
    story.apply();
    assert_eq!(story.group_roles("/shop"), ["staff"]);
}

#[test]
fn an_account_that_may_only_view_can_plan_and_is_told_what_it_lacks_to_apply() {
    let story = Story::converged(SMALL);
    as_client(&story, &["view-realm", "view-clients", "view-users", "query-groups", "view-organizations"], json!({}));
    story.is_converged();
    story.declare(&SMALL.replace("\"Small\"", "\"Large\""));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          displayName: "Small" → "Large"

    Plan: 1 to change.
    "#);
    let refused = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(refused.status, 3, "{refused:?}");
    assert!(refused.stderr.contains("cannot lock the realm: it lacks the role `manage-clients`"), "{}", refused.stderr);
    let refused = story.project.run(&["apply", "--yes", "--target", "live", "--no-lock"]);
    assert_eq!(refused.status, 6, "{refused:?}");
    assert!(refused.stderr.contains("403") && refused.stderr.contains("manage-realm"), "{}", refused.stderr);
    assert_eq!(story.get("")["displayName"], "Small");
}

#[test]
fn an_account_with_too_few_rights_plans_nothing_at_all() {
    let story = Story::converged(SMALL);
    as_client(&story, &["view-realm"], json!({}));
    let refused = story.project.run(&["plan", "--target", "live"]);
    assert_eq!(refused.status, 3, "{refused:?}");
    assert!(refused.stderr.contains("403") && refused.stderr.contains("view-clients"), "{}", refused.stderr);
}

#[test]
fn a_wrong_secret_is_refused_and_not_repeated_to_the_reader() {
    let story = Story::new(SMALL);
    as_client(&story, &["view-realm"], json!({}));
    story.project.env("KEYCLOAK_ADMIN_CLIENT_SECRET", "tell-nobody");
    let refused = story.project.run(&["plan", "--target", "live"]);
    assert_eq!(refused.status, 3, "{refused:?}");
    assert!(refused.stderr.contains("client `deployer`"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("tell-nobody") && !refused.stdout.contains("tell-nobody"), "{refused:?}");
}

#[test]
fn tokens_that_live_a_second_are_renewed_on_the_way() {
    let mut toml = SMALL.to_owned();
    for number in 0..150 {
        toml.push_str(&format!("[groups.\"/shop/{number}\"]\nrealmRoles = [\"staff\"]\n"));
    }
    let story = Story::new(&toml);
    as_client(&story, &["realm-admin"], json!({"attributes": {"access.token.lifespan": "1"}}));
    story.apply();
    let shop = text(&story.group("/shop")["id"]);
    assert_eq!(names(&story.get(&format!("/groups/{shop}/children?max=500")), "name").len(), 150);
}

#[test]
fn a_realm_that_is_not_there_is_planned_and_made() {
    let story = Story::nowhere(
        r#"
        [realm]
        displayName = "New"

        [clientScopes.profile]
        description = "Who you are"

        [clients.account-console]
        name = "My account"

        [roles.realm.offline_access]
        description = "Long sessions"

        [clients.svc]
        publicClient = false
        serviceAccountsEnabled = true
        defaultClientScopes = ["basic", "profile"]
        [clients.svc.serviceAccount]
        realmRoles = []
        clientRoles.account = ["view-profile"]
        "#,
    );
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER
    Realm `REALM` does not exist; this plan creates it.

    Realm
      + realm
          displayName: "New"

    Client scopes
      + clientScope/profile (description: "Who you are")

    Clients
      + client/account-console
          name: "My account"
      + client/svc
          publicClient: false
          serviceAccountsEnabled: true
          defaultClientScopes: ["basic", "profile"]

    Service accounts
      - revoke serviceAccount/svc: realmRoles default-roles-REALM
      + grant serviceAccount/svc: clientRoles.account view-profile

    Realm roles
      + realmRole/offline_access (description: "Long sessions")

    Risks
      ! client/svc serviceAccountsEnabled: service account
      + warning client/redirect-missing: client/svc: a login flow is enabled, but the client has no redirect URI

    Plan: 5 to create, 1 grant, 1 revocation.
    This plan adds 1 lint finding.
    "#);
    assert_eq!(story.admin().find(&story.path("")), None);
    story.apply();
    assert_eq!(story.get("")["displayName"], "New");
    let profile = story.scope("profile");
    assert_eq!(profile["description"], "Who you are");
    assert!(names(&profile["protocolMappers"], "name").contains(&"username".to_owned()), "{profile}");
    assert_eq!(story.client("account-console")["name"], "My account");
    assert_eq!(story.role("offline_access")["description"], "Long sessions");
    assert_eq!(story.service_account_roles("svc"), ["account.view-profile"]);
}

#[test]
fn a_new_realm_gives_new_clients_the_declared_scopes_only() {
    let story = Story::nowhere(
        r#"
        [realm]
        defaultOptionalClientScopes = ["profile", "shop:cart"]

        [clientScopes."shop:cart"]
        "#,
    );
    story.apply();
    assert_eq!(names(&story.get("/default-optional-client-scopes"), "name"), ["profile", "shop:cart"]);
    let default = names(&story.get("/default-default-client-scopes"), "name");
    assert!(default.contains(&"email".to_owned()) && !default.contains(&"profile".to_owned()), "{default:?}");
}

#[test]
fn a_new_realm_gives_new_clients_nothing_where_the_declared_list_is_empty() {
    let story = Story::nowhere("[realm]\ndefaultOptionalClientScopes = []\n");
    story.apply();
    assert_eq!(story.get("/default-optional-client-scopes"), json!([]));
    assert!(names(&story.get("/default-default-client-scopes"), "name").contains(&"email".to_owned()));
}

#[test]
fn what_keycloak_makes_is_known_as_such() {
    let story = Story::new("");
    let out = story.project.path().join("imported");
    let said = done(story.project.run(&["import", "--target", "live", "--out", out.to_str().unwrap()]));
    insta::assert_snapshot!(said.replace(out.to_str().unwrap(), "OUT"), @r"
    Wrote 1 object to OUT:
      realm/realm.toml
      realmform.toml
    Skipped 92 built-in objects of Keycloak; add --all to include everything.
    ");
}

#[test]
fn a_realm_is_made_even_where_the_files_say_nothing_of_its_settings() {
    let story = Story::nowhere("[roles.realm.staff]\n");
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER
    Realm `REALM` does not exist; this plan creates it.

    Realm
      + realm

    Realm roles
      + realmRole/staff

    Plan: 2 to create.
    ");
    story.apply();
    assert_eq!(story.role("staff")["name"], "staff");
    assert_eq!(story.get("")["enabled"], true);
}

#[test]
fn the_shipped_configuration_makes_a_realm_from_nothing() {
    let story = Story::nowhere("");
    crate::migration::shipped(&story);
    story.apply();
    assert_eq!(story.service_account_roles("athyper-svc-audit").len(), 3);
}

#[test]
fn an_account_of_another_realm_may_not_make_one() {
    let elsewhere = Story::new("[realm]\ndisplayName = \"Nowhere\"\n");
    as_client(&elsewhere, &["realm-admin"], json!({}));
    let nowhere = elsewhere.keycloak.fresh_realm("nowhere");
    let url = format!("{}/admin/realms/{nowhere}", elsewhere.keycloak.base_url());
    elsewhere.project.env("KEYCLOAK_ADMIN_URL", &url);
    let refused = elsewhere.project.run(&["apply", "--yes", "--target", "live"]);
    assert!(matches!(refused.status, 3 | 6), "{refused:?}");
    assert!(refused.stderr.contains(&nowhere), "{}", refused.stderr);
    assert_eq!(elsewhere.admin().find(&format!("/{nowhere}")), None);
}

#[test]
fn a_realm_with_a_name_of_many_letters_is_one_like_others() {
    let keycloak = support::keycloak();
    let realm = keycloak.fresh_realm("Ünï cødé");
    let project = Project::new();
    project
        .file("realmform.toml", "schema = 1\n")
        .file("realm/realm.toml", "[realm]\ndisplayName = \"x\"\n")
        .live(keycloak, "")
        .env("KEYCLOAK_ADMIN_URL", keycloak.base_url())
        .env("KEYCLOAK_REALM", &realm);
    done(project.run(&["apply", "--yes", "--target", "live"]));
    let path = format!("/{}", crate::story::segment(&realm));
    assert_eq!(keycloak.admin().get(&path)["displayName"], "x");
}
