//! Names and values that are commands to a CI: no line of any output obeys them, in any format, and programs read them as they
//! are.

use serde_json::Value;

use super::{Output, project, project_on};
use crate::support::Project;

const EVIL: &[&str] = &[
    "::error::x",
    "\n::stop-commands::t\n",
    "  \u{a0}::add-mask::x",
    "##[error]x",
    "##vso[task.setvariable variable=a]b",
    "section_start:1:x",
    "\u{202e}evil",
    "\u{1b}[31m::x",
    "a\r::set-output name=x::y",
];

/// The first line that a runner of a CI obeys: GitHub's, Azure's and TeamCity's, GitLab's; or that a terminal turns around.
fn obeyed(text: &str) -> Option<&str> {
    let hashes = regex::Regex::new(r"(?i)##[a-z]*\[|section_(start|end):").unwrap();
    let obeyed = |line: &&str| {
        line.trim_start().starts_with("::") || hashes.is_match(line) || line.contains(['\u{1b}', '\u{202e}', '\r'])
    };
    text.split('\n').find(obeyed)
}

#[track_caller]
fn harmless(project: &Project, arguments: &[&str]) -> Output {
    let output = project.run(arguments);
    assert!((0..=7).contains(&output.status), "{output:#?}");
    for text in [&output.stdout, &output.stderr] {
        assert_eq!(obeyed(text), None, "{arguments:?}");
        assert!(!text.contains("panicked"), "{text}");
    }
    output
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string().replace("\\u001b", "\\u001B")
}

/// All texts of a JSON document.
fn texts(json: &Value) -> Vec<String> {
    match json {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// A project with all that is evil in names, values, lists and texts of several lines, which end with this word.
fn declared(project: &Project, end: &str) {
    let mut toml = String::from("[realm]\n");
    for (at, evil) in EVIL.iter().enumerate() {
        toml.push_str(&format!("attributes.a{at} = {}\n", quoted(&format!("first\n{evil}\n{end}"))));
    }
    for evil in EVIL {
        let name = quoted(evil);
        toml.push_str(&format!("[roles.realm.{name}]\ndescription = {}\n", quoted(&format!("{evil} {end}"))));
        toml.push_str(&format!("[clients.{name}]\nprotocol = \"openid-connect\"\nredirectUris = [{name}]\n"));
    }
    project.file("realm/all.toml", &toml);
}

#[test]
fn plans_applies_and_logs_are_no_commands() {
    let project = project();
    project.file("policies/none.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n\"*\" = \"off\"\n");
    declared(&project, "one");
    for format in ["text", "markdown", "json"] {
        let output = harmless(&project, &["plan", "--format", format, "-vvv"]);
        assert_eq!(output.status, 0, "{output:#?}");
        assert!(format != "json" || output.stdout.contains("stop-commands"));
    }
    harmless(&project, &["plan", "--out", "a.plan"]);
    harmless(&project, &["apply", "--yes", "-vvv", "--log-format", "json"]);
    declared(&project, "two");
    let output = harmless(&project, &["plan", "--drift", "-vv"]);
    assert!(
        output.stdout.contains("Plan: 10 to change.") && output.stdout.contains("\\u{3a}:stop-commands::t"),
        "{output:#?}"
    );
    // A program reads what is declared.
    let json = harmless(&project, &["plan", "--format", "json"]).stdout;
    let texts = texts(&serde_json::from_str(&json).unwrap());
    assert!(EVIL.iter().all(|evil| texts.iter().any(|text| text.contains(evil))), "{texts:?}");
    for arguments in
        [&["show", "a.plan"][..], &["show", "a.plan", "--format", "markdown"], &["apply", "a.plan", "--yes"]]
    {
        harmless(&project, arguments);
    }
    let output = harmless(&project, &["plan", "--only", "::error::x\n##[x]"]);
    assert_ne!(output.status, 2);
    harmless(&project, &["plan", "--target", "##[error]x"]);
    harmless(&project, &["::error::x\n::error::y"]);
}

#[test]
fn findings_in_every_format_are_no_commands_but_ours() {
    let project = project();
    declared(&project, "one");
    project.file(
        "realm/wrong.toml",
        "[clients.\"::error::x\"]\n\"##[error]\" = 1\n\"::stop-commands::t\" = [\n\"::x\",\n]\n",
    );
    for format in ["text", "json", "sarif", "junit", "markdown"] {
        let output = harmless(&project, &["lint", "--format", format]);
        assert_eq!(output.status, 4, "{output:#?}");
    }
    let output = project.run(&["lint", "--format", "github"]);
    let ours = ["::error ", "::warning ", "::notice "];
    let is_ours = |line: &str| ours.iter().any(|command| line.starts_with(command));
    assert!(output.stdout.lines().any(is_ours), "{output:#?}");
    let others: String = output.stdout.lines().filter(|line| !is_ours(line)).collect();
    assert_eq!(obeyed(&others), None);
    assert!(!output.stdout.contains("##[") && !output.stdout.contains("section_start:"), "{}", output.stdout);
    // What is no TOML is shown with its lines.
    project.file("realm/broken.toml", "# x\n::error::x\n[\n  ::stop-commands::t\n##[error]\n");
    harmless(&project, &["plan"]);
    harmless(&project, &["fmt", "--check"]);
    harmless(&project, &["fmt", "--diff"]);
}

#[test]
fn what_exports_hold_is_no_command() {
    let roles: Vec<Value> = EVIL.iter().map(|evil| serde_json::json!({"name": evil, "description": evil})).collect();
    let export = serde_json::json!({"realm": "demo", "enabled": true, "roles": {"realm": roles}, "::x": "##[y]"});
    let project = project_on(&export.to_string());
    for format in ["text", "json", "sarif", "junit", "markdown"] {
        harmless(&project, &["lint", "realm.json", "--format", format]);
    }
    harmless(&project, &["import", "realm.json", "--out", "new"]);
    harmless(&project, &["import", "realm.json", "--out", "newer", "--format", "json"]);
    project.file("realm/a.toml", "[realm]\nenabled = true\n");
    harmless(&project, &["owned"]);
}
