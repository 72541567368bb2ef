//! Client scopes with their mappers.

use serde_json::json;

use crate::story::{Story, mapper, names, text};

const SCOPE: &str = r#"
[clientScopes."shop:cart"]
description = "The cart"
protocol = "openid-connect"
attributes."include.in.token.scope" = "true"

[clientScopes."shop:cart".protocolMappers.audience]
protocol = "openid-connect"
protocolMapper = "oidc-audience-mapper"
config."included.client.audience" = "account"
config."access.token.claim" = "true"
"#;

#[test]
fn a_scope_is_made_with_its_mappers() {
    let story = Story::new(SCOPE);
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Client scopes
      + clientScope/shop:cart
          description: "The cart"
          protocol: "openid-connect"
          attributes."include.in.token.scope": "true"

    Protocol mappers
      + protocolMapper/clientScope/shop:cart/audience
          protocol: "openid-connect"
          protocolMapper: "oidc-audience-mapper"
          config."included.client.audience": "account"
          config."access.token.claim": "true"

    Risks
      ! protocolMapper/clientScope/shop:cart/audience config."included.client.audience": audience account

    Plan: 2 to create.
    "#);
    story.apply();
    let scope = story.scope("shop:cart");
    assert_eq!((&scope["description"], &scope["protocol"]), (&json!("The cart"), &json!("openid-connect")));
    assert_eq!(scope["attributes"]["include.in.token.scope"], "true");
    assert_eq!(mapper(&scope, "audience")["config"]["included.client.audience"], "account");
}

#[test]
fn changes_leave_alone_what_nobody_declares() {
    let story = Story::converged(SCOPE);
    let scope = story.scope("shop:cart");
    let path = format!("/client-scopes/{}", text(&scope["id"]));
    story.put(
        &path,
        &json!({
            "name": "shop:cart", "description": "?",
            "attributes": {"include.in.token.scope": "false", "gui.order": "7"},
        }),
    );
    let by_hand = json!({"name": "by-hand", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper"});
    story.post(&format!("{path}/protocol-mappers/models"), &by_hand);
    story.declare(&SCOPE.replace("\"account\"", "\"broker\""));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Client scopes
      ~ clientScope/shop:cart
          attributes."include.in.token.scope": "false" → "true"
          description: "?" → "The cart"

    Protocol mappers
      ~ protocolMapper/clientScope/shop:cart/audience
          config."included.client.audience": "account" → "broker"

    Risks
      ! protocolMapper/clientScope/shop:cart/audience config."included.client.audience": audience broker

    Plan: 2 to change.
    "#);
    story.apply();
    let changed = story.scope("shop:cart");
    assert_eq!((&changed["id"], &changed["description"]), (&scope["id"], &json!("The cart")));
    assert_eq!(changed["attributes"]["include.in.token.scope"], "true");
    assert_eq!(changed["attributes"]["gui.order"], "7");
    assert_eq!(names(&changed["protocolMappers"], "name"), ["audience", "by-hand"]);
    assert_eq!(mapper(&changed, "audience")["config"]["included.client.audience"], "broker");
    assert_eq!(mapper(&changed, "audience")["id"], mapper(&scope, "audience")["id"]);
}

#[test]
fn a_renamed_scope_keeps_its_id_mappers_and_clients() {
    let client = "[clients.shop-web]\ndefaultClientScopes = [\"basic\", \"shop:cart\"]\n";
    let story = Story::converged(&format!("{SCOPE}{client}"));
    let scope = story.scope("shop:cart");
    let moved = "[[moved]]\nkind = \"clientScope\"\nfrom = \"shop:cart\"\nto = \"shop:basket\"\n";
    story.declare(
        &format!("{SCOPE}{client}{moved}")
            .replace("\"shop:cart\"", "\"shop:basket\"")
            .replace("from = \"shop:basket\"", "from = \"shop:cart\""),
    );
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Client scopes
      → clientScope/shop:cart → clientScope/shop:basket (id kept)

    Plan: 1 to rename.
    ");
    story.apply();
    let renamed = story.scope("shop:basket");
    assert_eq!((&renamed["id"], &renamed["protocolMappers"]), (&scope["id"], &scope["protocolMappers"]));
    assert!(story.find_scope("shop:cart").is_none());
    assert_eq!(crate::story::texts(&story.client("shop-web")["defaultClientScopes"]), ["basic", "shop:basket"]);
}

#[test]
fn a_scope_or_mapper_deleted_by_hand_is_made_again() {
    let story = Story::converged(SCOPE);
    let path = |story: &Story| format!("/client-scopes/{}", text(&story.scope("shop:cart")["id"]));
    let audience = text(&mapper(&story.scope("shop:cart"), "audience")["id"]);
    story.delete(&format!("{}/protocol-mappers/models/{audience}", path(&story)));
    story.apply();
    assert_eq!(mapper(&story.scope("shop:cart"), "audience")["config"]["included.client.audience"], "account");

    story.delete(&path(&story));
    story.apply();
    assert_eq!(mapper(&story.scope("shop:cart"), "audience")["config"]["included.client.audience"], "account");
}

#[test]
fn a_scope_that_keycloak_made_can_be_declared() {
    let story = Story::new("[clientScopes.profile]\ndescription = \"Who you are\"\n");
    let before = story.scope("profile");
    story.apply();
    let after = story.scope("profile");
    assert_eq!((&after["id"], &after["description"]), (&before["id"], &json!("Who you are")));
    assert_eq!(names(&after["protocolMappers"], "name"), names(&before["protocolMappers"], "name"));
}
