//! Organizations with their domains.

use serde_json::json;

use crate::story::{Story, list, names, text};

const ORGANIZATIONS: &str = r#"
[realm]
organizationsEnabled = true

[organizations.demo_my]
alias = "my"
description = "Malaysia"
redirectUrl = "https://my.example"
attributes.tier = "gold"
[organizations.demo_my.domains."demo-my.example"]
verified = true

[organizations.demo_qa]
"#;

#[test]
fn organizations_are_made_when_the_realm_has_just_switched_them_on() {
    let story = Story::new(ORGANIZATIONS);
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Realm
      ~ realm
          organizationsEnabled: false → true

    Organizations
      + organization/demo_my
          alias: "my"
          description: "Malaysia"
          redirectUrl: "https://my.example"
          attributes.tier: ["gold"]
          domains."demo-my.example".verified: true
      + organization/demo_qa

    Plan: 2 to create, 1 to change.
    "#);
    story.apply();
    let my = story.organization("demo_my");
    assert_eq!((&my["alias"], &my["description"]), (&json!("my"), &json!("Malaysia")));
    assert_eq!(my["attributes"], json!({"tier": ["gold"]}));
    assert_eq!(my["domains"], json!([{"name": "demo-my.example", "verified": true}]));
    assert_eq!((&story.organization("demo_qa")["alias"], &my["enabled"]), (&json!("demo_qa"), &json!(true)));
}

#[test]
fn changes_leave_alone_what_nobody_declares() {
    let story = Story::converged(ORGANIZATIONS);
    let my = story.organization("demo_my");
    let ann = story.user("ann", json!({}));
    let ann = ann.trim_start_matches("/users/");
    story.admin().post(&story.path(&format!("/organizations/{}/members", text(&my["id"]))), &json!(ann)).ok();
    let mut by_hand = my.clone();
    by_hand["redirectUrl"] = json!("https://hand.example");
    by_hand["enabled"] = json!(false);
    by_hand["attributes"]["hand"] = json!(["made"]);
    by_hand["domains"] = json!([{"name": "demo-my.example", "verified": true}, {"name": "hand.example"}]);
    story.put(&format!("/organizations/{}", text(&my["id"])), &by_hand);

    story.declare(&ORGANIZATIONS.replace("Malaysia", "Malaysia!").replace("redirectUrl = \"https://my.example\"", ""));
    insta::assert_snapshot!(story.plan(), @r#"
    Plan for live: realm REALM on SERVER

    Organizations
      ~ organization/demo_my
          description: "Malaysia" → "Malaysia!"
          domains."hand.example": { "verified": false } → absent

    Plan: 1 to change.
    "#);
    story.apply();
    let changed = story.organization("demo_my");
    assert_eq!((&changed["id"], &changed["alias"]), (&my["id"], &json!("my")));
    assert_eq!(
        (&changed["description"], &changed["redirectUrl"]),
        (&json!("Malaysia!"), &json!("https://hand.example"))
    );
    assert_eq!(changed["enabled"], false, "it is not declared");
    assert_eq!(changed["attributes"], json!({"tier": ["gold"], "hand": ["made"]}));
    assert_eq!(names(&changed["domains"], "name"), ["demo-my.example"], "the domains are the whole list");
    let members = story.get(&format!("/organizations/{}/members", text(&my["id"])));
    assert_eq!(names(&members, "username"), ["ann"]);
}

#[test]
fn a_renamed_organization_keeps_its_id_alias_and_members() {
    let story = Story::converged(ORGANIZATIONS);
    let my = story.organization("demo_my");
    let members = format!("/organizations/{}/members", text(&my["id"]));
    let ann = story.user("ann", json!({}));
    story.post(&members, &json!(ann.trim_start_matches("/users/")));
    story.declare(&format!(
        "{}\n[[moved]]\nkind = \"organization\"\nfrom = \"demo_my\"\nto = \"dev_my\"\n",
        ORGANIZATIONS.replace("demo_my", "dev_my")
    ));
    insta::assert_snapshot!(story.plan(), @"
    Plan for live: realm REALM on SERVER

    Organizations
      → organization/demo_my → organization/dev_my (id kept)

    Plan: 1 to rename.
    ");
    story.apply();
    let renamed = story.organization("dev_my");
    assert_eq!((&renamed["id"], &renamed["alias"]), (&my["id"], &json!("my")));
    assert_eq!(renamed["domains"], my["domains"]);
    assert_eq!(names(&story.get(&members), "username"), ["ann"]);
}

#[test]
fn an_organization_or_domain_deleted_by_hand_is_made_again() {
    let story = Story::converged(ORGANIZATIONS);
    let my = story.organization("demo_my");
    let mut without = my.clone();
    without["domains"] = json!([]);
    story.put(&format!("/organizations/{}", text(&my["id"])), &without);
    story.apply();
    assert_eq!(names(&story.organization("demo_my")["domains"], "name"), ["demo-my.example"]);

    story.delete(&format!("/organizations/{}", text(&my["id"])));
    story.apply();
    assert_eq!(story.organization("demo_my")["description"], "Malaysia");
    assert_eq!(list(&story.get("/organizations")).count(), 2);
}
