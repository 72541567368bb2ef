//! `import` of an export: a whole project that plans to nothing.

use serde_json::Value;

use super::{fine, plain, project_on, refused};
use crate::support::Project;

const LEGACY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/legacy-realm/athyper-realm.json");

#[test]
fn what_is_imported_plans_to_nothing() {
    let project = Project::new();
    let made = project.path().join("made");
    let out = made.to_str().unwrap();
    let said = fine(&project, &["import", LEGACY, "--out", out]);
    assert!(said.starts_with("Wrote "), "{said}");
    for (name, text) in files(&made) {
        assert!(!text.contains("legacy-throwaway"), "a secret in {name}");
    }
    let plan = project.run_at(&made, &["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
    assert!(plan.stdout.contains("No changes"), "{}", plan.stdout);
}

#[test]
fn what_is_imported_has_each_finding_once_and_none_that_the_export_has_not() {
    let project = Project::new();
    let made = project.path().join("made");
    fine(&project, &["import", LEGACY, "--out", made.to_str().unwrap()]);
    let told = |paths: &[&str]| {
        let arguments = [&["lint", "--format", "json", "--fail-level", "never"], paths].concat();
        let output = project.run_at(&made, &arguments);
        let told: Value = serde_json::from_str(&output.stdout).unwrap();
        let findings = told["findings"].as_array().unwrap().iter();
        let mut found: Vec<String> =
            findings.map(|it| format!("{} {} {}", it["code"], it["object"], it["message"])).collect();
        found.sort();
        found
    };
    let (of_project, of_export) = (told(&[]), told(&[LEGACY]));
    let mut once = of_project.clone();
    once.dedup();
    assert_eq!(of_project, once);
    assert!(!of_project.is_empty() && of_project.iter().all(|finding| of_export.contains(finding)), "{of_project:#?}");
}

#[test]
fn an_entry_that_a_list_has_twice_is_there_once() {
    let project = project_on(
        r#"{"realm": "demo", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb"]}],
            "roles": {"realm": [{"name": "a"}, {"name": "b", "composite": true, "composites": {"realm": ["a"]}}]}}"#,
    );
    project.file(
        "realm/clients.toml",
        "[clients.shop]\nredirectUris = [\"https://shop.example/cb\", \"https://shop.example/cb\"]\n",
    );
    project.file("realm/roles.toml", "[roles.realm.b]\ncomposites.realm = [\"a\", \"a\"]\n");
    let plan = project.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
}

#[test]
fn an_import_overwrites_nothing() {
    let project = Project::new();
    project.file("made/realm/clients.toml", "# mine\n");
    let out = project.path().join("made");
    let out = out.to_str().unwrap();
    let told = refused(&project, &["import", LEGACY, "--out", out]);
    insta::assert_snapshot!(plain(&project, &told), @r#"
    exit 1
    error: realm/clients.toml already exists in <project>/made; nothing was written
      help: choose an empty directory, and copy what you need from there
    "#);
    assert_eq!(project.read("made/realm/clients.toml"), "# mine\n");
    assert!(!project.path().join("made/realmform.toml").exists());
}

#[test]
fn an_export_that_is_not_there_is_told() {
    let project = Project::new();
    let gone = project.path().join("gone.json");
    insta::assert_snapshot!(refused(&project, &["import", gone.to_str().unwrap(), "--out", "x"]), @r#"
    exit 1
    error: cannot read <project>/gone.json: No such file or directory (os error 2)
      help: pass the path of a realm export, a JSON file
    "#);
}

fn files(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push((entry.path().display().to_string(), std::fs::read_to_string(entry.path()).unwrap())),
        }
    }
    found
}
