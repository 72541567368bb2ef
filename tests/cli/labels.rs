//! `plan --labels`: what a plan does, in words that a script sets on a pull request.

use serde_json::{Value, json};

use crate::support::Project;
use crate::{checked, only_names, project_on};

const EXPORT: &str =
    r#"{"realm": "demo", "enabled": true, "roles": {"realm": [{"name": "reader"}, {"name": "gone"}]}}"#;

fn with(ownership: &str, toml: &str) -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    let config = project.read("realmform.toml");
    project.file("realmform.toml", &format!("{config}\n[ownership]\nproject = \"p\"\n{ownership}"));
    project.file("realm/all.toml", toml);
    project
}

/// The labels that a plan gets and those that it loses; those of its JSON are the same, and of the published schema.
#[track_caller]
fn labels(project: &Project, status: i32) -> (Value, Value) {
    let output = checked(project, &["plan", "--format", "json", "--labels", "labels.json"]);
    assert_eq!(output.status, status, "{output:#?}");
    let plan: Value = serde_json::from_str(&output.stdout).unwrap();
    let schema: Value = serde_json::from_str(include_str!("../../docs/plan.schema.json")).unwrap();
    jsonschema::validate(&schema, &plan).unwrap();
    let file: Value = serde_json::from_str(&project.read("labels.json")).unwrap();
    assert_eq!(file["labels"], plan["labels"]);
    (file["labels"].clone(), file["remove"].clone())
}

#[test]
fn every_plan_has_the_labels_of_what_it_does() {
    let reader = "[roles.realm.reader]\n";
    let none = with("", reader);
    assert_eq!(labels(&none, 0), (json!(["no changes"]), json!(["changes", "deletes", "blocked"])));
    let creates = with("", "[roles.realm.new]\n");
    assert_eq!(labels(&creates, 0), (json!(["changes"]), json!(["no changes", "deletes", "blocked"])));
    let deletes = with("realmRole = \"exclusive\"\nmax_deletions = 2\n", reader);
    assert_eq!(labels(&deletes, 0), (json!(["changes", "deletes"]), json!(["no changes", "blocked"])));
    let too_many = with("realmRole = \"exclusive\"\nmax_deletions = 0\n", reader);
    assert_eq!(labels(&too_many, 4), (json!(["changes", "deletes", "blocked"]), json!(["no changes"])));
    let wrong = with("", "[roles.realm.reader]\nname = 7\n");
    assert_eq!(labels(&wrong, 4), (json!(["blocked"]), json!(["no changes", "changes", "deletes"])));
}

#[test]
fn labels_that_cannot_be_written_are_told() {
    let project = with("", "[roles.realm.reader]\n");
    let output = checked(&project, &["plan", "--labels", "no/such/folder/labels.json"]);
    assert_eq!(output.status, 1);
    assert!(output.stderr.contains("cannot write") && output.stderr.contains("labels.json"), "{}", output.stderr);
}
