//! The journal and the report of an apply: each as its schema says, and told before the work where they cannot be written.

use serde_json::{Value, json};

use crate::support::Project;
use crate::{checked, fine, only_names, project_on, project_on_database, refused};

const EXPORT: &str = r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "old-web"}]}"#;

fn reported() -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    let toml = "[clients.web]\nname = \"Web\"\nsecret = { env = \"WEB_SECRET\" }\n[roles.realm.Reader]\n\
                [[moved]]\nkind = \"client\"\nfrom = \"old-web\"\nto = \"web\"\n";
    project.file("realm/realm.toml", toml).env("WEB_SECRET", "hunter2-and-more");
    project
}

#[track_caller]
fn hold(told: &Value, schema: &str) {
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    let wrong: Vec<String> =
        schema.iter_errors(told).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?} in {told:#}");
}

/// The journal's lines, each held to the schema, without what differs from run to run.
#[track_caller]
fn journal(project: &Project) -> Vec<Value> {
    let text = project.read("journal.jsonl");
    assert!(text.ends_with('\n') && !text.contains("hunter2"), "{text}");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|mut line| {
            hold(&line, include_str!("../../docs/journal.schema.json"));
            ["time", "ms", "tool"].iter().for_each(|key| drop(line.as_object_mut().unwrap().shift_remove(*key)));
            line
        })
        .collect()
}

#[track_caller]
fn report(project: &Project) -> Value {
    let text = project.read("report.json");
    assert!(!text.contains("hunter2"), "{text}");
    let report = serde_json::from_str(&text).unwrap();
    hold(&report, include_str!("../../docs/report.schema.json"));
    report
}

const BOTH: [&str; 6] = ["apply", "--yes", "--journal", "journal.jsonl", "--report", "report.json"];

#[test]
fn the_journal_has_a_line_for_each_step_as_it_begins_and_as_it_ends() {
    let project = reported();
    fine(&project, &BOTH);
    let told: Vec<String> = journal(&project).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    {"event":"start","format":"realmform-journal","version":1,"target":"embedded","realm":"demo","steps":2,"counts":{"create":1,"change":0,"rename":1,"grant":0,"revoke":0,"delete":0}}
    {"step":0,"action":"rename","address":"client/web","event":"begun"}
    {"step":1,"action":"create","address":"realmRole/Reader","event":"begun"}
    {"step":0,"action":"rename","address":"client/web","event":"done"}
    {"step":1,"action":"create","address":"realmRole/Reader","event":"done"}
    {"event":"end","done":2,"failed":0,"remaining":0,"interrupted":false}
    "#);
}

#[test]
fn the_report_tells_steps_parts_and_how_it_ended() {
    let project = reported();
    fine(&project, &BOTH);
    let report = report(&project);
    assert_eq!((&report["exit"], &report["requests"], &report["retries"]), (&json!(0), &Value::Null, &Value::Null));
    let outcomes: Vec<&Value> = report["steps"].as_array().unwrap().iter().map(|step| &step["outcome"]).collect();
    assert_eq!(outcomes, ["done", "done"]);
    let parts: Vec<&Value> = report["parts"].as_array().unwrap().iter().map(|part| &part["name"]).collect();
    assert_eq!(parts, ["plan", "show", "write", "proof"]);
}

#[test]
fn a_run_with_nothing_to_do_is_reported_and_not_journaled() {
    let project = reported();
    fine(&project, &["apply", "--yes"]);
    fine(&project, &BOTH);
    assert_eq!(project.read("journal.jsonl"), "");
    let report = report(&project);
    assert_eq!((&report["exit"], &report["counts"], &report["steps"]), (&json!(0), &Value::Null, &json!([])));
}

#[test]
fn journals_of_several_runs_follow_each_other_and_a_saved_plan_has_one_too() {
    let project = reported();
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json", "--journal", "journal.jsonl"]);
    project.file("realm/more.toml", "[roles.realm.Writer]\n");
    fine(&project, &BOTH);
    let starts: Vec<Value> = journal(&project).into_iter().filter(|line| line["event"] == "start").collect();
    assert_eq!(starts.iter().map(|start| start["steps"].as_u64().unwrap()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_transaction_that_fails_is_journaled_as_taken_back() {
    let project = project_on_database();
    project.file("lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
    fine(&project, &["apply", "--yes"]);
    // Somebody made the database read-only: nothing in it can be written.
    let config = "schema = 1\n[targets.embedded]\ndatabase = \"sqlite:lookups.db?mode=ro\"\n";
    project.file("realmform.toml", config).file("lookups/b.toml", "[lookups.status]\nlabel.en = \"Status\"\n");
    let output = checked(&project, &BOTH);
    assert_eq!(output.status, 6, "{output:#?}");
    let journal = journal(&project);
    let events: Vec<&str> = journal.iter().map(|line| line["event"].as_str().unwrap()).collect();
    assert_eq!(events, ["start", "begun", "failed", "end"]);
    let report = report(&project);
    assert_eq!((&report["exit"], &report["steps"][0]["outcome"]), (&json!(6), &json!("failed")));
}

#[test]
fn what_cannot_be_written_is_told_before_anything_is_done() {
    let project = reported();
    for option in ["--journal", "--report"] {
        let told = refused(&project, &["apply", "--yes", option, "nowhere/file.json"]);
        assert!(told.starts_with("exit 1\nerror: cannot write <project>/nowhere/file.json: "), "{told}");
        assert_eq!(project.read("realm.json"), EXPORT);
    }
}
