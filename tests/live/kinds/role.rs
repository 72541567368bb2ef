//! Realm roles and client roles, and what they contain.

use serde_json::json;

use crate::story::{Story, text};

const ROLES: &str = r#"
[clients.shop-api]
bearerOnly = true

[roles.client.shop-api."cart:read"]
description = "Look into carts"

[roles.client.shop-api."cart:write"]

[roles.realm.reader]
description = "Reads"

[roles.realm.keeper]
description = "Keeps the shop"
attributes.level = "2"
composites.realm = ["reader"]
composites.client.shop-api = ["cart:read", "cart:write"]
"#;

#[test]
fn roles_are_made_with_what_they_contain() {
    let story = Story::new(ROLES);
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      + client/shop-api
          bearerOnly: true

    Client roles
      + clientRole/shop-api/cart:read (description: "Look into carts")
      + clientRole/shop-api/cart:write

    Realm roles
      + realmRole/keeper
          description: "Keeps the shop"
          attributes.level: ["2"]
      + grant realmRole/keeper: composites.client.shop-api cart:read, cart:write
      + grant realmRole/keeper: composites.realm reader
      + realmRole/reader (description: "Reads")

    Plan: 5 to create, 3 grants.
    "#);
    story.apply();
    let keeper = story.role("keeper");
    assert_eq!((&keeper["description"], &keeper["attributes"]["level"]), (&json!("Keeps the shop"), &json!(["2"])));
    assert_eq!(story.composites(&keeper), ["reader", "shop-api.cart:read", "shop-api.cart:write"]);
    assert_eq!(story.client_role("shop-api", "cart:read")["description"], "Look into carts");
}

#[test]
fn contents_are_the_declared_ones_and_the_rest_of_a_role_stays() {
    let story = Story::converged(ROLES);
    let keeper = format!("/roles-by-id/{}", text(&story.role("keeper")["id"]));
    // By hand: another role inside, a new attribute, and the description of a role that declares none.
    story.post(&format!("{keeper}/composites"), &json!([{"id": story.role("offline_access")["id"]}]));
    let cart_write = story.client_role("shop-api", "cart:write");
    story.put(
        &format!("/roles-by-id/{}", text(&cart_write["id"])),
        &json!({"name": "cart:write", "description": "by hand", "attributes": {"hand": ["yes"]}}),
    );
    story.declare(&ROLES.replace(r#"["cart:read", "cart:write"]"#, r#"["cart:write"]"#).replace("Reads", "Reads all"));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm roles
      - revoke realmRole/keeper: composites.client.shop-api cart:read
      - revoke realmRole/keeper: composites.realm offline_access
      ~ realmRole/reader
          description: "Reads" → "Reads all"

    Plan: 1 to change, 2 revocations.
    "#);
    story.apply();
    assert_eq!(story.composites(&story.role("keeper")), ["reader", "shop-api.cart:write"]);
    assert_eq!(story.role("reader")["description"], "Reads all");
    let cart_write = story.client_role("shop-api", "cart:write");
    assert_eq!((&cart_write["description"], &cart_write["attributes"]["hand"]), (&json!("by hand"), &json!(["yes"])));
}

#[test]
fn a_changed_description_keeps_attributes_and_contents_that_nobody_declares() {
    let story = Story::new("[roles.realm.keeper]\ndescription = \"New\"\n");
    story.post("/roles", &json!({"name": "keeper", "description": "Old", "attributes": {"a": ["1", "2"]}}));
    let keeper = text(&story.role("keeper")["id"]);
    story.post(&format!("/roles-by-id/{keeper}/composites"), &json!([{"id": story.role("uma_authorization")["id"]}]));
    story.apply();
    let role = story.role("keeper");
    assert_eq!((&role["description"], &role["attributes"]), (&json!("New"), &json!({"a": ["1", "2"]})));
    assert_eq!(story.composites(&role), ["uma_authorization"]);
}

#[test]
fn renamed_roles_keep_ids_holders_and_contents() {
    let story = Story::converged(ROLES);
    let (keeper, cart) = (story.role("keeper"), story.client_role("shop-api", "cart:read"));
    let user = story.user("ann", json!({}));
    story.post(&format!("{user}/role-mappings/realm"), &json!([keeper]));
    let client = story.client_path("shop-api");
    let clients_roles = format!("{user}/role-mappings{client}");
    story.post(&clients_roles, &json!([cart]));

    story.declare(&format!(
        "{}\n[[moved]]\nkind = \"realmRole\"\nfrom = \"keeper\"\nto = \"owner\"\n
         [[moved]]\nkind = \"clientRole\"\nclient = \"shop-api\"\nfrom = \"cart:*\"\nto = \"basket:*\"\n",
        ROLES.replace("keeper", "owner").replace("cart:", "basket:")
    ));
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Client roles
      → clientRole/shop-api/cart:read → clientRole/shop-api/basket:read (id kept)
      → clientRole/shop-api/cart:write → clientRole/shop-api/basket:write (id kept)

    Realm roles
      → realmRole/keeper → realmRole/owner (id kept)

    Plan: 3 to rename.
    ");
    story.apply();
    assert_eq!(story.role("owner")["id"], keeper["id"]);
    assert_eq!(story.client_role("shop-api", "basket:read")["id"], cart["id"]);
    assert_eq!(story.roles_of(&user), [&format!("default-roles-{}", story.realm), "owner", "shop-api.basket:read"]);
    assert_eq!(story.composites(&story.role("owner")), ["reader", "shop-api.basket:read", "shop-api.basket:write"]);
}

#[test]
fn roles_deleted_by_hand_are_repaired() {
    let story = Story::converged(ROLES);
    story.delete("/roles/reader");
    story.delete(&format!("{}/roles/cart%3Aread", story.client_path("shop-api")));
    story.apply();
    assert_eq!(story.role("reader")["description"], "Reads");
    assert_eq!(story.composites(&story.role("keeper")), ["reader", "shop-api.cart:read", "shop-api.cart:write"]);
}

#[test]
fn a_role_that_nobody_declares_any_more_stays() {
    let story = Story::converged(ROLES);
    story.declare("[roles.realm.reader]\n");
    story.apply();
    assert_eq!(story.role("keeper")["description"], "Keeps the shop");
    assert_eq!(story.composites(&story.role("keeper")).len(), 3);
}
