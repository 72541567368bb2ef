//! The way back on the real server: a plan is applied and taken back, and the realm is as it was but for what was told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;

use crate::story::{Story, done, text};

const TOML: &str = r#"
[realm]
displayName = "Planned"
defaultDefaultClientScopes = ["profile", "audit"]

[clientScopes.audit]
protocol = "openid-connect"

[clients.new-web]
name = "Shop"
description = "The shop"
publicClient = true
redirectUris = ["https://web.example/*"]
attributes."pkce.code.challenge.method" = "S256"

[clients.robot]
publicClient = false
serviceAccountsEnabled = true

[clients.robot.serviceAccount]
clientRoles.api = ["doc:read"]

[clients.api]
bearerOnly = true

[roles.client.api."doc:read"]
description = "Read"

[roles.realm.Reader]
composites.client.api = ["doc:read"]

[groups."/neon/readers"]
attributes.level = ["1"]
realmRoles = ["Reader"]

[[moved]]
kind = "client"
from = "old-web"
to = "new-web"
"#;

const CONFIG: &str = "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"shop\"\nmax_deletions = 20\nclient = \"managed\"\n\
    group = \"managed\"\nrealmRole = \"managed\"\nclientScope = \"managed\"\n";

/// A realm in which half of it is there by other names and with other fields, and things of the project that go.
fn story() -> Story {
    let mark = json!({"realmform.project": "shop"});
    let marks = json!({"realmform.project": ["shop"]});
    let story = Story::on(
        json!({
            "displayName": "Before",
            "clients": [
                {"clientId": "old-web", "name": "Old", "publicClient": true, "redirectUris": ["https://old.example/*"]},
                {"clientId": "api", "bearerOnly": true},
                {"clientId": "gone", "publicClient": false, "serviceAccountsEnabled": true, "attributes": mark, "description": "Goes",
                    "redirectUris": ["https://gone.example/*"],
                    "protocolMappers": [{"name": "aud", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                        "config": {"included.client.audience": "old-web", "access.token.claim": "true"}}]}],
            "roles": {
                "realm": [{"name": "Reader"}, {"name": "Writer"}, {"name": "leaving", "attributes": marks, "description": "Leaves",
                    "composite": true, "composites": {"realm": ["Writer"]}}],
                "client": {"api": [{"name": "doc:read"}], "gone": [{"name": "use", "description": "Use"}]}},
            "groups": [
                {"name": "neon", "subGroups": [{"name": "readers", "realmRoles": ["Writer", "leaving"], "clientRoles": {"gone": ["use"]}}]},
                {"name": "temporary", "attributes": marks, "realmRoles": ["Writer"],
                    "subGroups": [{"name": "night", "attributes": marks, "clientRoles": {"api": ["doc:read"]}}]}],
            "users": [{"username": "ann", "enabled": true, "realmRoles": ["leaving"], "groups": ["/temporary"]}],
        }),
        TOML,
    );
    story.project.file("realmform.toml", CONFIG);
    story
}

/// All that the realm says, as files.
fn said(story: &Story, folder: &str) -> BTreeMap<String, String> {
    done(story.project.run(&["import", "--target", "live", "--all", "--out", folder]));
    let mut files = BTreeMap::new();
    let root = story.project.path().join(folder);
    read(&root, &root, &mut files);
    assert!(!files.is_empty());
    files
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            let text = fs::read_to_string(&path).unwrap();
            // A text that was cleared is empty, and one that was never set is not there: the same to a plan.
            let lines: Vec<&str> = text.lines().filter(|line| !line.ends_with(" = \"\"")).collect();
            files.insert(name, lines.join("\n"));
        }
    }
}

/// The file that an apply kept.
fn kept(stderr: &str) -> String {
    stderr.split_once("`realmform undo ").unwrap().1.split_once('`').unwrap().0.to_owned()
}

#[test]
fn a_plan_is_taken_back_on_the_server_and_what_does_not_come_back_was_told() {
    let story = story();
    let before = said(&story, "before");
    let (web, gone) = (text(&story.client("old-web")["id"]), text(&story.client("gone")["id"]));
    let output = story.project.run(&["apply", "--yes", "--keep", "kept"]);
    assert_eq!(output.status, 0, "{output:#?}");
    let file = kept(&output.stderr);
    assert!(story.find_client("gone").is_none() && story.find_client("old-web").is_none());

    let output = story.project.run(&["undo", &file, "--out", "back.json"]);
    let digest = output.stderr.split_once("--expect ").unwrap().1.split_once('`').unwrap().0.to_owned();
    let plan = done(output);
    for told in [
        "client/gone: is created anew, with a new id",
        "realmRole/leaving: 1 user must be given it again",
        "group/temporary: 1 member must be added again",
        "- client/robot",
        "client/new-web → client/old-web",
    ] {
        assert!(plan.contains(told), "{told}: {plan}");
    }
    let output = story.project.run(&["apply", "back.json", "--expect", &digest]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stdout.contains("Verified: "), "{output:#?}");

    assert_eq!(said(&story, "after"), before);
    assert_eq!(text(&story.client("old-web")["id"]), web, "a rename keeps the id, there and back");
    assert_ne!(text(&story.client("gone")["id"]), gone);
}

#[test]
fn an_object_that_changed_since_is_named_and_nothing_is_planned() {
    let story = story();
    done(story.project.run(&["plan", "--out", "plan.json"]));
    done(story.project.run(&["apply", "plan.json"]));
    let reader = story.role("Reader");
    let path = format!("/roles-by-id/{}", text(&reader["id"]));
    story.put(&path, &json!({"name": "Reader", "description": "By hand"}));
    let output = story.project.run(&["undo", "plan.json", "--out", "back.json"]);
    assert_eq!(output.status, 5, "{output:#?}");
    assert!(output.stderr.contains("the plan cannot be undone: 1 object changed since it was applied"), "{output:#?}");
    assert!(output.stderr.contains("realmRole/Reader") && output.stderr.contains("By hand"), "{output:#?}");
    assert!(!story.project.path().join("back.json").exists());
}
