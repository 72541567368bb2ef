//! Whom a plan affects: users, counted on the server through groups and composites.

use serde_json::json;

use crate::story::{Story, text};

/// A group with two members, a user with a role of their own, and a service account, which is no user.
fn shop() -> Story {
    let story = Story::new("");
    let role = |name: &str| {
        story.post("/roles", &json!({"name": name}));
        story.role(name)
    };
    let (buyer, seller) = (role("buyer"), role("seller"));
    story.post(&format!("/roles-by-id/{}/composites", text(&seller["id"])), &json!([buyer]));
    let group = story.post("/groups", &json!({"name": "staff"})).id();
    for name in ["ann", "bob"] {
        let user = story.user(name, json!({}));
        story.put(&format!("{user}/groups/{group}"), &json!({}));
    }
    let user = story.user("cyd", json!({}));
    story.post(&format!("{user}/role-mappings/realm"), &json!([story.role("seller")]));
    story
}

#[test]
fn users_are_counted_through_groups_and_composites_also_of_a_role_that_is_renamed() {
    let story = shop();
    story.declare(
        r#"
[roles.realm.vendor]
composites.realm = ["buyer"]

[roles.realm.auditor]

[groups."/staff"]
realmRoles = ["vendor", "auditor"]

[[moved]]
kind = "realmRole"
from = "seller"
to = "vendor"
"#,
    );
    let plan = story.plan();
    let (_, affected) = plan.split_once("Whom it affects\n").unwrap_or_else(|| panic!("{plan}"));
    insta::assert_snapshot!(affected, @"
      + realmRole/auditor: 2 users and 1 group gain it
      + realmRole/vendor: 2 users and 1 group gain it

    Plan: 1 to create, 1 to rename, 2 grants.
    ");
    story.apply();
}

#[test]
fn who_loses_a_role_with_its_deletion_is_counted() {
    let story = shop();
    story.project.file(
        "realmform.toml",
        "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"shop\"\nrealmRole = \"exclusive\"\n",
    );
    story.declare("[roles.realm.seller]\n\n[groups.\"/staff\"]\nrealmRoles = [\"seller\"]\n");
    let plan = story.plan();
    let (_, affected) = plan.split_once("Whom it affects\n").unwrap_or_else(|| panic!("{plan}"));
    insta::assert_snapshot!(affected, @"
      - realmRole/buyer: 1 user loses it
      + realmRole/seller: 2 users and 1 group gain it

    Plan: 1 to delete, 1 grant.
    ");
}
