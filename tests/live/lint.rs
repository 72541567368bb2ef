//! Lint on exports that a real server wrote.

use serde_json::{Value, json};

use crate::import::everything;
use crate::migration::migrated;
use crate::story::{Story, list, text};
use crate::support::{Output, Project};

/// What the server exports of a realm, but for its users; pretty, as `kc.sh export` and the console write it.
fn exported(story: &Story) -> String {
    let path = story.path("/partial-export?exportClients=true&exportGroupsAndRoles=true");
    format!("{:#}", story.admin().post(&path, &json!({})).ok())
}

/// Lints a text as a file outside any project, with more arguments.
fn linted(export: &str, more: &[&str]) -> (Output, Vec<Value>) {
    let project = Project::new();
    project.file("export.json", export);
    let output = project.run(&[&["lint", "export.json", "--format", "json"], more].concat());
    assert!(matches!(output.status, 0 | 4), "{output:#?}");
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = list(&told["findings"]).cloned().collect::<Vec<Value>>();
    for finding in &findings {
        // Each finding points at a key, a text or an object of the file.
        let line = export.lines().nth(finding["line"].as_u64().unwrap() as usize - 1).unwrap();
        let place = line.chars().nth(finding["column"].as_u64().unwrap() as usize - 1);
        assert_eq!(place, Some('"'), "{finding:#} in {line}");
    }
    (output, findings)
}

#[test]
fn a_fresh_realm_has_nothing_that_fails_a_pipeline() {
    let (output, findings) = linted(&exported(&Story::new("")), &["--fail-level", "warning"]);
    assert_eq!(output.status, 0, "{findings:#?}");
    let said = "this is how Keycloak makes every realm";
    let silent: Vec<&Value> = findings.iter().filter(|it| !it.to_string().contains(said)).collect();
    assert!(silent.is_empty(), "told without saying why: {silent:#?}");
}

#[test]
fn a_realm_with_an_object_of_every_kind_is_judged_where_it_stands() {
    let (_, findings) = linted(&exported(&everything()), &[]);
    let wildcard = findings.iter().find(|it| text(&it["code"]).starts_with("client/") && it["object"] == "client/web");
    assert!(wildcard.is_some(), "{findings:#?}");
}

#[test]
fn the_shipped_realm_keeps_its_own_policies_when_it_is_live() {
    let policies = format!("{}/policies", env!("CARGO_MANIFEST_DIR"));
    let (_, findings) = linted(&exported(&migrated().story), &["--policy", &policies]);
    let wrong = |it: &&Value| it["severity"] == "error";
    let objects: Vec<String> = findings.iter().filter(wrong).map(|finding| text(&finding["object"])).collect();
    // What the old realm had beside what is declared, and what is left alone.
    assert_eq!(objects, ["realmRole/platform-operator", "group/neon-admins", "group/neon-users"], "{findings:#?}");
}
