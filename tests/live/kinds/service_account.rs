//! Service accounts: the roles that they hold.

use serde_json::json;

use crate::story::{Story, text};

const SERVICE: &str = r#"
[clients.shop-api]
bearerOnly = true

[roles.client.shop-api."cart:read"]
[roles.client.shop-api."cart:write"]
[roles.realm.staff]

[clients.shop-svc]
publicClient = false
serviceAccountsEnabled = true

[clients.shop-svc.serviceAccount]
realmRoles = ["staff"]
clientRoles.shop-api = ["cart:read"]
"#;

#[test]
fn a_service_account_gets_its_roles_and_loses_the_default_one() {
    let story = Story::new(SERVICE);
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Clients
      + client/shop-api
          bearerOnly: true
      + client/shop-svc
          publicClient: false
          serviceAccountsEnabled: true

    Service accounts
      - revoke serviceAccount/shop-svc: realmRoles default-roles-REALM
      + grant serviceAccount/shop-svc: clientRoles.shop-api cart:read
      + grant serviceAccount/shop-svc: realmRoles staff

    Client roles
      + clientRole/shop-api/cart:read
      + clientRole/shop-api/cart:write

    Realm roles
      + realmRole/staff

    Risks
      ! client/shop-svc serviceAccountsEnabled: service account
      + warning client/redirect-missing: client/shop-svc: a login flow is enabled, but the client has no redirect URI

    Plan: 5 to create, 2 grants, 1 revocation.
    This plan adds 1 lint finding.
    ");
    story.apply();
    assert_eq!(story.service_account_roles("shop-svc"), ["shop-api.cart:read", "staff"]);
}

#[test]
fn roles_changed_by_hand_are_repaired_and_those_of_other_clients_stay() {
    let story = Story::converged(SERVICE);
    let user = story.get(&format!("{}/service-account-user", story.client_path("shop-svc")));
    let user = format!("/users/{}", text(&user["id"]));
    let of_client = |client: &str| format!("{user}/role-mappings{}", story.client_path(client));
    story
        .admin()
        .delete_with(&story.path(&of_client("shop-api")), &json!([story.client_role("shop-api", "cart:read")]))
        .ok();
    story.post(&of_client("shop-api"), &json!([story.client_role("shop-api", "cart:write")]));
    story.post(&of_client("account"), &json!([story.client_role("account", "view-profile")]));
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Service accounts
      - revoke serviceAccount/shop-svc: clientRoles.shop-api cart:write
      + grant serviceAccount/shop-svc: clientRoles.shop-api cart:read

    Whom it affects
      + clientRole/shop-api/cart:read: 1 client gains it
      - clientRole/shop-api/cart:write: 1 client loses it

    Plan: 1 grant, 1 revocation.
    ");
    story.apply();
    assert_eq!(story.service_account_roles("shop-svc"), ["account.view-profile", "shop-api.cart:read", "staff"]);
}

#[test]
fn a_service_account_that_is_switched_on_later_gets_its_roles() {
    let off = SERVICE
        .split("[clients.shop-svc.serviceAccount]")
        .next()
        .unwrap()
        .replace("serviceAccountsEnabled = true", "serviceAccountsEnabled = false");
    let story = Story::converged(&off);
    story.declare(SERVICE);
    story.apply();
    assert_eq!(story.service_account_roles("shop-svc"), ["shop-api.cart:read", "staff"]);

    // Switched off by hand, the server forgets it with its roles; the next one is another user.
    let client = story.client("shop-svc");
    let switched_off = json!({"clientId": "shop-svc", "serviceAccountsEnabled": false});
    story.put(&format!("/clients/{}", text(&client["id"])), &switched_off);
    story.apply();
    assert_eq!(story.service_account_roles("shop-svc"), ["shop-api.cart:read", "staff"]);
}

#[test]
fn roles_that_nobody_declares_stay() {
    let story = Story::converged(SERVICE);
    story.declare("[clients.shop-svc.serviceAccount]\nrealmRoles = []\n");
    story.apply();
    assert_eq!(story.service_account_roles("shop-svc"), ["shop-api.cart:read"]);
}
