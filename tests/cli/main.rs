//! The command line on projects without a server: bad input, each with its own words and exit code, and the main path.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../support/mod.rs"]
mod support;

mod again;
mod approved;
mod bad_exports;
mod choice;
mod command_line;
mod commands;
mod deletion;
mod diff;
mod export_files;
mod exports;
mod files;
mod fix;
mod fmt;
mod formats;
mod hidden;
mod import;
mod init;
mod inside;
mod labels;
mod lint;
mod locks;
mod lookup_roles;
mod manual;
mod matrix;
mod moves;
mod named_targets;
mod numbers;
mod output;
mod overlays;
mod ownership;
mod pipelines;
mod plaintext;
mod policies;
mod references;
mod reports;
mod review;
mod saved;
mod schemas;
mod secrets;
mod shipped;
mod tables;
mod undo;
mod values;

use support::{Output, Project};

/// The configuration of a project whose realm export is still to be made.
const CONFIG: &str = "schema = 1\n\n[targets.embedded]\nexport = \"realm.json\"\nrealm = \"demo\"\n";

/// A project whose target is a realm export that is not there yet.
fn project() -> Project {
    let project = Project::new();
    project.file("realmform.toml", CONFIG);
    project
}

/// A project whose target is this realm export.
fn project_on(export: &str) -> Project {
    let project = project();
    project.file("realm.json", export);
    project
}

/// A project whose target is an SQLite file that is not there yet.
fn project_on_database() -> Project {
    let project = Project::new();
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\ndatabase = \"sqlite:lookups.db\"\n");
    project
}

/// A run that must fail: its exit code and what it says, with the project's folder taken out.
#[track_caller]
fn refused(project: &Project, arguments: &[&str]) -> String {
    let output = checked(project, arguments);
    assert_ne!(output.status, 0, "{output:#?}");
    // A plan is shown even if findings keep it from being applied.
    let shows_plan = output.status == 4 && matches!(arguments.first(), Some(&"plan" | &"apply"));
    assert!(shows_plan || output.stdout.is_empty(), "an error belongs on standard error: {}", output.stdout);
    told(project, &output)
}

/// A run that must succeed: what it writes.
#[track_caller]
fn fine(project: &Project, arguments: &[&str]) -> String {
    let output = checked(project, arguments);
    assert_eq!(output.status, 0, "{output:#?}");
    plain(project, &output.stdout)
}

/// Any run: it neither panics nor is ended by a signal, and colours nothing in a pipeline.
#[track_caller]
fn checked(project: &Project, arguments: &[&str]) -> Output {
    let output = project.run(arguments);
    assert!((0..=7).contains(&output.status), "{output:#?}");
    for text in [&output.stdout, &output.stderr] {
        assert!(!text.contains("panicked") && !text.contains("RUST_BACKTRACE"), "{text}");
        assert!(!text.contains('\u{1b}'), "colours in a pipeline: {text:?}");
        let is_command = |line: &&str| line.trim_start().starts_with("::") && !arguments.contains(&"github");
        assert_eq!(text.lines().find(is_command), None, "a command to the CI that runs it");
    }
    output
}

/// The exit code and what was said.
fn told(project: &Project, output: &Output) -> String {
    format!("exit {}\n{}", output.status, plain(project, &output.stderr))
}

/// Without what differs from run to run, and without the blanks at the ends of lines.
fn plain(project: &Project, text: &str) -> String {
    let text = text.replace(&project.path().display().to_string(), "<project>");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

/// The project's clients are examples of names and moves, not of security.
fn only_names(project: &Project) {
    project.file("policies/only-names.toml", "[levels]\n\"client/*\" = \"off\"\n\"realm/*\" = \"off\"\n");
}
