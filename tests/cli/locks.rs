//! Two applies at once on files: the second is told who works, waits, or leaves.

use std::fs::File;
use std::io::Write;
use std::thread;
use std::time::Duration;

use crate::support::Project;
use crate::{checked, fine, only_names, project, project_on_database, refused, told};

/// Holds the lock of a file as another apply would.
fn held(project: &Project, path: &str) -> File {
    let mut file = File::create(project.path().join(path)).unwrap();
    file.write_all(b"realmform-lock pid=42 who=alice@build-7 since=2026-11-26T12:00:00Z version=0.1.0 run=5f").unwrap();
    file.lock().unwrap();
    file
}

fn with_a_client() -> Project {
    let project = project();
    only_names(&project);
    project.file("realm/clients.toml", "[clients.web]\nname = \"Web\"\n");
    project
}

#[test]
fn the_second_apply_on_an_export_learns_who_works_and_a_plan_does_not_care() {
    let project = with_a_client();
    let _first = held(&project, ".realm.json.realmform-lock");
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @"
    exit 7
    error: target `embedded` is locked by alice@build-7 (pid 42, realmform 0.1.0) since 2026-11-26T12:00:00Z
      help: wait for it with `--lock-timeout 5m`; `realmform unlock` shows and removes the lock of a realm
    ");
    assert!(fine(&project, &["plan"]).contains("+ client/web"));
    assert!(!project.path().join("realm.json").exists());
}

#[test]
fn who_waits_goes_on_when_the_first_has_ended() {
    let project = with_a_client();
    let first = held(&project, ".realm.json.realmform-lock");
    let output = thread::scope(|scope| {
        scope.spawn(move || {
            thread::sleep(Duration::from_secs(1));
            drop(first);
        });
        checked(&project, &["apply", "--yes", "--lock-timeout", "30s"])
    });
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(
        output.stderr.starts_with("Waiting for the lock, held by alice@build-7 (pid 42, realmform 0.1.0)"),
        "{output:#?}"
    );
    assert!(!project.path().join(".realm.json.realmform-lock").exists(), "the lock is given back");
}

#[test]
fn the_second_apply_on_sqlite_learns_who_works() {
    let project = project_on_database();
    project.file("lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
    let first = held(&project, ".lookups.db.realmform-lock");
    let said = refused(&project, &["apply", "--yes"]);
    assert!(said.starts_with("exit 7\nerror: target `embedded` is locked by alice@build-7"), "{said}");
    drop(first);
    fine(&project, &["apply", "--yes"]);
}

#[test]
fn a_duration_that_is_none_is_told() {
    let said = refused(&with_a_client(), &["apply", "--lock-timeout", "soon"]);
    assert!(said.contains("expected a duration such as 30s or 5m"), "{said}");
}

#[test]
fn there_is_nothing_to_unlock_where_locks_end_by_themselves() {
    assert_eq!(
        fine(&with_a_client(), &["unlock"]),
        "Nothing to unlock: locks of files and databases are released when their holder exits."
    );
}

#[test]
fn where_no_lock_can_be_had_the_plan_is_shown_and_nothing_is_done() {
    let project = with_a_client();
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\nexport = \"state/realm.json\"\nrealm = \"demo\"\n");
    project.file("state", "no folder");
    let output = checked(&project, &["apply", "--yes"]);
    assert!(output.stdout.contains("+ client/web"), "{output:#?}");
    insta::assert_snapshot!(told(&project, &output), @"
    exit 1
    error: cannot lock <project>/state/.realm.json.realmform-lock: File exists (os error 17)
      help: allow this account to write to that directory, or add --no-lock if nobody else applies
    ");
}

#[test]
fn a_run_that_another_kept_out_has_a_report_that_says_so() {
    let project = with_a_client();
    let _first = held(&project, ".realm.json.realmform-lock");
    refused(&project, &["apply", "--yes", "--report", "report.json"]);
    let report: serde_json::Value = serde_json::from_str(&project.read("report.json")).unwrap();
    assert_eq!((&report["exit"], &report["steps"]), (&7.into(), &serde_json::json!([])));
}
