//! The journal of a run that is killed: what it calls done is there.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::story::{Story, names, text};

#[test]
fn what_the_journal_of_a_killed_run_calls_done_is_on_the_server() {
    let roles: String = (100..700).map(|n| format!("[roles.realm.role-{n}]\n")).collect();
    let story = Story::new(&roles);
    let arguments = ["apply", "--yes", "--journal", "journal.jsonl", "--report", "report.json"];
    let mut command = story.project.command(story.project.path(), &arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let journal = || std::fs::read_to_string(story.project.path().join("journal.jsonl")).unwrap_or_default();
    let began = Instant::now();
    while journal().matches("\"done\"").count() < 40 {
        assert!(began.elapsed() < Duration::from_secs(60), "{}", journal());
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let text_of = journal();
    let whole = text_of.rfind('\n').map_or("", |end| &text_of[..end]);
    let lines: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |event: &str| -> BTreeSet<String> {
        lines.iter().filter(|line| line["event"] == event).map(|line| text(&line["address"])).collect()
    };
    let (begun, done) = (of("begun"), of("done"));
    assert!(of("end").is_empty() && done.len() >= 40 && done.len() < 600 && done.is_subset(&begun), "{whole}");
    // What was under way may still arrive.
    std::thread::sleep(Duration::from_secs(1));
    let there: BTreeSet<String> = names(&story.get("/roles?first=0&max=1000"), "name")
        .into_iter()
        .filter(|name| name.starts_with("role-"))
        .map(|name| format!("realmRole/{name}"))
        .collect();
    assert!(done.is_subset(&there), "done and not there: {:?}", done.difference(&there));
    assert!(there.is_subset(&begun), "there and never begun: {:?}", there.difference(&begun));

    assert_eq!(story.project.run(&["unlock", "--force"]).status, 0);
    let output = story.project.run(&arguments);
    assert_eq!(output.status, 0, "{output:#?}");
    let report: Value = serde_json::from_str(&story.project.read("report.json")).unwrap();
    assert_eq!(report["steps"].as_array().map(Vec::len), Some(600 - there.len()));
    assert!(report["requests"].as_u64().is_some_and(|requests| requests > 0) && report["retries"].is_u64(), "{report}");
}
