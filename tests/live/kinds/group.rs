//! The group tree, with attributes and role mappings.

use serde_json::json;

use crate::story::{Story, text};

const TREE: &str = r#"
[clients.shop-web]
publicClient = true

[roles.client.shop-web.buyer]
[roles.realm.staff]

[groups."/shop/team/buyers"]
description = "They buy"
attributes.cost_center = ["4711", "4712"]
attributes.owner = "ann"
realmRoles = ["staff"]
clientRoles.shop-web = ["buyer"]

[groups."/shop/team/sellers"]
"#;

#[test]
fn a_tree_is_made_with_its_parents_attributes_and_roles() {
    let story = Story::new(TREE);
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Clients
      + client/shop-web
          publicClient: true

    Client roles
      + clientRole/shop-web/buyer

    Realm roles
      + realmRole/staff

    Groups
      + group/shop
      + group/shop/team
      + group/shop/team/buyers
          description: "They buy"
          attributes.cost_center: ["4711", "4712"]
          attributes.owner: ["ann"]
      + grant group/shop/team/buyers: clientRoles.shop-web buyer
      + grant group/shop/team/buyers: realmRoles staff
      + group/shop/team/sellers

    Risks
      ! client/shop-web publicClient: public client: it signs in without a secret
      + warning client/pkce-missing: client/shop-web: this public client uses the authorization code flow without enforcing PKCE
      + warning client/redirect-missing: client/shop-web: a login flow is enabled, but the client has no redirect URI

    Plan: 7 to create, 2 grants.
    This plan adds 2 lint findings.
    "#);
    story.apply();
    let buyers = story.group("/shop/team/buyers");
    assert_eq!(buyers["description"], "They buy");
    assert_eq!(buyers["attributes"], json!({"cost_center": ["4711", "4712"], "owner": ["ann"]}));
    assert_eq!(story.group_roles("/shop/team/buyers"), ["shop-web.buyer", "staff"]);
    assert_eq!(story.group_roles("/shop/team/sellers"), [""; 0]);
}

#[test]
fn changes_leave_alone_what_nobody_declares() {
    let story = Story::converged(TREE);
    let ann = story.user("ann", json!({}));
    let buyers = format!("/groups/{}", text(&story.group("/shop/team/buyers")["id"]));
    let sellers = format!("/groups/{}", text(&story.group("/shop/team/sellers")["id"]));
    story.put(&format!("{ann}{buyers}"), &json!({}));
    // By hand: an attribute more and a role more on both, and a group beside them.
    story.put(
        &buyers,
        &json!({"name": "buyers", "description": "?", "attributes": {"owner": ["bob"], "hand": ["made"]}}),
    );
    story.post(&format!("{sellers}/role-mappings/realm"), &json!([story.role("staff")]));
    story.put(&sellers, &json!({"name": "sellers", "description": "by hand", "attributes": {"hand": ["made"]}}));
    story.post("/groups", &json!({"name": "beside"}));

    story.declare(&TREE.replace("[\"staff\"]", "[]").replace("[\"4711\", \"4712\"]", "[\"4713\"]"));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Groups
      ~ group/shop/team/buyers
          attributes.cost_center:
            + "4713"
          attributes.owner:
            + "ann"
            - "bob"
          description: "?" → "They buy"
      - revoke group/shop/team/buyers: realmRoles staff

    Whom it affects
      - realmRole/staff: 1 user and 1 group lose it

    Plan: 1 to change, 1 revocation.
    "#);
    story.apply();
    let group = story.group("/shop/team/buyers");
    assert_eq!(group["description"], "They buy");
    assert_eq!(group["attributes"], json!({"cost_center": ["4713"], "owner": ["ann"], "hand": ["made"]}));
    assert_eq!(story.group_roles("/shop/team/buyers"), ["shop-web.buyer"]);
    assert_eq!(story.members("/shop/team/buyers"), ["ann"]);
    let group = story.group("/shop/team/sellers");
    assert_eq!((&group["description"], &group["attributes"]), (&json!("by hand"), &json!({"hand": ["made"]})));
    assert_eq!(story.group_roles("/shop/team/sellers"), ["staff"]);
    assert!(story.find_group("/beside").is_some());
}

#[test]
fn a_renamed_group_keeps_its_id_members_roles_and_children() {
    let story = Story::converged(TREE);
    let (team, buyers) = (story.group("/shop/team"), story.group("/shop/team/buyers"));
    let ann = story.user("ann", json!({"groups": ["/shop/team/buyers"]}));
    story.declare(&format!(
        "{}\n[[moved]]\nkind = \"group\"\nfrom = \"/shop/team\"\nto = \"/shop/people\"\n
         [[moved]]\nkind = \"group\"\nfrom = \"/shop/people/buyers\"\nto = \"/shop/people/buyer\"\n",
        TREE.replace("/shop/team/buyers", "/shop/people/buyer").replace("/shop/team", "/shop/people")
    ));
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Groups
      → group/shop/team → group/shop/people (id kept)
      → group/shop/team/buyers → group/shop/people/buyer (id kept)

    Plan: 2 to rename.
    ");
    story.apply();
    assert_eq!(story.group("/shop/people")["id"], team["id"]);
    let renamed = story.group("/shop/people/buyer");
    assert_eq!((&renamed["id"], &renamed["attributes"]), (&buyers["id"], &buyers["attributes"]));
    assert_eq!(story.members("/shop/people/buyer"), ["ann"]);
    assert_eq!(story.group_roles("/shop/people/buyer"), ["shop-web.buyer", "staff"]);
    assert_eq!(story.get(&format!("{ann}/groups"))[0]["path"], "/shop/people/buyer");
}

#[test]
fn a_tree_deleted_by_hand_is_made_again() {
    let story = Story::converged(TREE);
    story.delete(&format!("/groups/{}", text(&story.group("/shop/team")["id"])));
    story.apply();
    assert_eq!(story.group_roles("/shop/team/buyers"), ["shop-web.buyer", "staff"]);
    assert_eq!(story.group("/shop/team/buyers")["attributes"]["owner"], json!(["ann"]));
    assert!(story.find_group("/shop/team/sellers").is_some());
}

#[test]
fn names_with_spaces_dots_and_other_scripts_are_names_like_others() {
    let story = Story::converged("[groups.\"/Übersee & Co./مجموعة 1\"]\nattributes.\"a.b c\" = \"ü\"\n");
    assert_eq!(story.group("/Übersee & Co./مجموعة 1")["attributes"], json!({"a.b c": ["ü"]}));
}

/// The server's pages of groups are sorted by name alone, and skip some where names repeat.
#[test]
fn groups_of_the_same_name_are_all_found() {
    let shops = (0..30).map(|shop| {
        format!("[groups.\"/shop-{shop}/team\"]\nattributes.n = [\"{shop}\"]\n[groups.\"/shop-{shop}/leads\"]\n")
    });
    let story = Story::converged(&shops.collect::<String>());
    assert_eq!(story.group("/shop-17/team")["attributes"]["n"], json!(["17"]));
    let out = story.project.path().join("imported");
    story.project.run(&["import", "--target", "live", "--out", out.to_str().unwrap()]);
    assert_eq!(story.project.read("imported/realm/groups.toml").matches("[groups.").count(), 90);
}

#[test]
fn a_group_whose_name_holds_a_slash_is_left_alone() {
    let story = Story::converged(TREE);
    story.post("/groups", &json!({"name": "shop/team"}));
    let out = story.project.path().join("imported");
    story.project.run(&["import", "--target", "live", "--out", out.to_str().unwrap()]);
    let plan = story.project.run_at(&out, &["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{}{}", plan.stdout, plan.stderr);
    assert_eq!(story.project.read("imported/realm/groups.toml").matches("\"/shop/team\"").count(), 1);
}

#[test]
fn a_group_moves_to_another_parent_with_its_id_members_and_roles() {
    let story = Story::converged(TREE);
    let ann = story.user("ann", json!({}));
    let buyers = story.group("/shop/team/buyers");
    story.put(&format!("{ann}/groups/{}", text(&buyers["id"])), &json!({}));
    let moved = "[[moved]]\nkind = \"group\"\nfrom = \"/shop/team/buyers\"\nto = \"/people/buyers\"\n";
    story.declare(&format!("{}{moved}", TREE.replace("\"/shop/team/buyers\"", "\"/people/buyers\"")));
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Groups
      + group/people
      → group/shop/team/buyers → group/people/buyers (id kept)

    Plan: 1 to create, 1 to rename.
    ");
    story.apply();
    let after = story.group("/people/buyers");
    assert_eq!((&after["id"], &after["attributes"]), (&buyers["id"], &buyers["attributes"]));
    assert_eq!(story.members("/people/buyers"), ["ann"]);
    assert_eq!(story.group_roles("/people/buyers"), ["shop-web.buyer", "staff"]);
    assert!(story.find_group("/shop/team/buyers").is_none());
}
