//! Lint on exports that a real server wrote.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::import::everything;
use crate::migration::migrated;
use crate::story::{Story, list, text};
use crate::support::{self, Output, Project};

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

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
    let said = "this is Keycloak's default for every new realm";
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
    let policies = format!("{REPOSITORY}/policies");
    let (_, findings) = linted(&exported(&migrated().story), &["--policy", &policies]);
    let wrong = |it: &&Value| it["severity"] == "error";
    let objects: Vec<String> = findings.iter().filter(wrong).map(|finding| text(&finding["object"])).collect();
    // What the old realm had beside what is declared, and what is left alone.
    assert_eq!(objects, ["realmRole/platform-operator", "group/neon-admins", "group/neon-users"], "{findings:#?}");
}

/// As `kc.sh export` writes them: a fresh realm, the legacy realm, and one with something wrong in every kind of object.
static WRITTEN: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let read = |path: &str| {
        let text = std::fs::read_to_string(Path::new(REPOSITORY).join(path)).expect("a realm");
        serde_json::from_str::<Value>(&text).expect("JSON")
    };
    let fresh = json!({"realm": "fresh", "enabled": true});
    support::exported(&[fresh, read("examples/legacy-realm/athyper-realm.json"), read("tests/live/lint/every.json")])
});

/// Lints what was written of a realm, its users with it; each finding in a line, with the first text at its place.
fn written(realm: &str, more: &[&str]) -> String {
    let project = Project::new();
    for part in ["realm", "users-0"] {
        let name = format!("{realm}-{part}.json");
        if let Some(text) = WRITTEN.get(&name) {
            project.file(&format!("{realm}/{name}"), text);
        }
    }
    let output = project.run(&[&["lint", realm, "--format", "json"], more].concat());
    assert!(matches!(output.status, 0 | 4) && output.stderr.is_empty(), "{output:#?}");
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let line = |finding: &Value| {
        let file = text(&finding["file"]);
        let file =
            project.read(Path::new(&file).strip_prefix(project.path()).unwrap_or(Path::new(&file)).to_str().unwrap());
        let line = file.lines().nth(finding["line"].as_u64().unwrap() as usize - 1).unwrap();
        let place: String = line.chars().skip(finding["column"].as_u64().unwrap() as usize - 1).collect();
        let first = place.split('"').nth(1).unwrap_or_else(|| panic!("{finding:#} points at {place}"));
        let [severity, code, object, message] =
            ["severity", "code", "object", "message"].map(|key| text(&finding[key]));
        // Of several secrets any may be the first, and none is to be shown here either.
        let first = if code == "export/secret-in-clear" { "…" } else { first };
        format!("{object} {severity} {code} at `{first}`: {message}")
    };
    // The server writes some lists in an order of its own.
    let mut lines: Vec<String> = list(&told["findings"]).map(line).collect();
    lines.sort();
    lines.join("\n")
}

#[test]
fn fresh_realms_of_an_export_have_nothing_but_notes_that_say_why() {
    for realm in ["fresh", "master"] {
        let told = written(realm, &[]);
        assert!(told.lines().all(|line| line.starts_with("realm info ")), "{told}");
    }
    insta::assert_snapshot!(written("fresh", &[]));
}

#[test]
fn an_object_of_every_kind_is_read_and_what_is_wrong_with_it_is_found() {
    insta::assert_snapshot!(written("every", &[]));
}

#[test]
fn no_format_shows_a_secret_that_the_server_wrote() {
    let project = Project::new();
    WRITTEN.iter().for_each(|(name, text)| _ = project.file(&format!("written/{name}"), text));
    assert_eq!(
        WRITTEN["every-realm.json"].matches("tell-nobody").count(),
        4,
        "the mail's, a client's, a provider's and the directory's"
    );
    for format in realmform_render::findings::FORMATS.iter().map(|format| format.name) {
        let output = project.run(&["lint", "written", "--format", format]);
        assert_eq!(output.status, 4, "{output:#?}");
        assert!(!format!("{}{}", output.stdout, output.stderr).contains("tell-nobody"), "{format}");
    }
}

#[test]
fn the_old_names_of_the_legacy_realm_are_told_as_the_server_writes_it() {
    let told = written("athyper", &["--policy", &format!("{REPOSITORY}/policies")]);
    let named: Vec<&str> = told.lines().filter(|line| line.contains(" error naming/")).collect();
    insta::assert_snapshot!(named.join("\n"));
}
