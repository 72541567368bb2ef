//! `import` of an export: a whole project that plans to nothing.

use super::{fine, plain, refused};
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
