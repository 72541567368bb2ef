//! Waivers, levels, vocabularies from files and baselines, from a project's files to the exit code.

use serde_json::Value;

use super::{checked, fine, only_names, project, refused};
use crate::support::Project;

const NAMING: &str = "[[naming]]\nkind = \"client\"\nname = \"<product>-web\"\n\
                      [vocabularies]\nproduct = { file = \"../words/products.txt\" }\n";

/// Two clients, one of them of a wrong name.
fn with_a_wrong_name() -> Project {
    let project = project();
    project.file("realm/clients.toml", "[clients.neon-web]\n[clients.legacy]\n");
    project.file("words/products.txt", "# ours\nneon\n");
    project.file("policies/naming.toml", NAMING);
    only_names(&project);
    project
}

fn waiver(more: &str) -> String {
    format!("[[waive]]\ncode = \"naming/client\"\nobject = \"client/legacy\"\n{more}\n")
}

#[test]
fn a_vocabulary_in_a_file_decides_over_names() {
    let project = with_a_wrong_name();
    let output = checked(&project, &["lint"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("`legacy`") && !output.stdout.contains("`neon-web`"), "{}", output.stdout);
    project.file("words/products.txt", "mesh\n");
    assert!(checked(&project, &["lint"]).stdout.contains("neon is not a product (mesh)"));
    project.file("words/products.txt", "mesh\nmesh\n");
    assert!(checked(&project, &["lint"]).stdout.contains("[words/products.txt:2:1]"));
    for file in ["gone.txt", "."] {
        project.file("policies/naming.toml", &NAMING.replace("../words/products.txt", file));
        let output = checked(&project, &["lint"]);
        let (status, told) = (output.status, output.stdout);
        assert!(status == 4 && told.contains(&format!("cannot read `{file}`")), "{told}");
        assert!(told.contains("policies/naming.toml:5"), "{told}");
    }
}

#[test]
fn a_waived_error_stops_neither_lint_nor_plan_nor_apply() {
    let project = with_a_wrong_name();
    assert!(refused(&project, &["plan"]).contains("`legacy`"));
    project.file("policies/waivers.toml", &waiver("reason = \"until the shop has moved\"\nuntil = 2999-12-31"));
    assert_eq!(fine(&project, &["lint"]), "No findings.");
    let output = checked(&project, &["apply", "--yes"]);
    assert_eq!((output.status, output.stderr.contains("naming/client")), (0, false), "{}", output.stderr);
    project.file("policies/waivers.toml", &waiver("reason = \"until the shop has moved\"\nuntil = 2020-12-31"));
    assert!(fine(&project, &["plan"]).contains("No changes."), "it keeps nobody from what does not touch it");
    project.file(
        "realm/clients.toml",
        &project.read("realm/clients.toml").replace("[clients.legacy]", "[clients.legacy]\nname = \"Old\""),
    );
    let told = refused(&project, &["plan"]);
    let unbroken: String = told.split_whitespace().collect();
    assert!(unbroken.contains("thewaiveratpolicies/waivers.toml:1:1expiredon2020-12-31"), "{told}");
    project.file("policies/waivers.toml", &waiver(""));
    let told = refused(&project, &["plan"]);
    assert!(told.contains("`reason` is missing in a waiver"), "{told}");
}

#[test]
fn an_unused_waiver_is_told_of_the_project_and_not_of_an_export_beside_it() {
    let project = with_a_wrong_name();
    project.file("realm/clients.toml", "[clients.neon-web]\n");
    project.file("policies/waivers.toml", &waiver("reason = \"gone\""));
    project.file("export.json", r#"{"realm": "demo", "clients": []}"#);
    assert!(fine(&project, &["lint"]).contains("waiver/unused"));
    assert_eq!(checked(&project, &["lint", "--fail-level", "warning"]).status, 4);
    assert_eq!(fine(&project, &["lint", "export.json"]), "No findings.");
    assert!(fine(&project, &["lint", "export.json", "--policy", "policies"]).contains("waiver/unused"));
    let plan = checked(&project, &["plan"]);
    assert_eq!((plan.status, plan.stderr.as_str()), (0, ""));
}

#[test]
fn a_level_decides_what_stops() {
    let project = with_a_wrong_name();
    project.file("policies/levels.toml", "[levels]\n\"naming/*\" = \"warning\"\n");
    assert!(fine(&project, &["lint"]).contains("1 warning."));
    assert_eq!(checked(&project, &["plan"]).status, 0);
    project.file("policies/levels.toml", "[levels]\n\"naming/*\" = \"warning\"\n\"naming/client\" = \"off\"\n");
    assert_eq!(fine(&project, &["lint"]), "No findings.");
}

#[test]
fn findings_never_fail_where_nobody_wants_them_to() {
    let project = with_a_wrong_name();
    assert!(fine(&project, &["lint", "--fail-level", "never"]).contains("1 error."));
    assert_eq!(checked(&project, &["lint", "gone.json", "--fail-level", "never"]).status, 1);
}

#[test]
fn only_what_a_baseline_does_not_have_fails() {
    let project = with_a_wrong_name();
    let baseline = fine(&project, &["lint", "--format", "json", "--fail-level", "never"]);
    project.file("baseline.json", &baseline);
    let told = fine(&project, &["lint", "--baseline", "baseline.json"]);
    assert_eq!(told, "No findings.\n1 known finding left out.");
    // A line further down it is the same finding; another is not.
    project.file("realm/clients.toml", "\n\n[clients.neon-web]\n[clients.legacy]\n[clients.other]\n");
    let output = checked(&project, &["lint", "--baseline", "baseline.json"]);
    assert_eq!(output.status, 4);
    assert!(output.stdout.contains("`other`") && !output.stdout.contains("`legacy`"), "{}", output.stdout);
    assert!(output.stdout.ends_with("1 error.\n1 known finding left out.\n"), "{}", output.stdout);
    project.file("realm/clients.toml", "[clients.neon-web]\n");
    let told = fine(&project, &["lint", "--baseline", "baseline.json"]);
    assert_eq!(
        told,
        "No findings.\n0 known findings left out; 1 finding of the baseline no longer occurs: create the baseline again."
    );
    let output = checked(&project, &["lint", "--baseline", "baseline.json", "--format", "json"]);
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(0));
    assert!(output.stderr.contains("1 finding of the baseline no longer occurs"), "{}", output.stderr);
}

#[test]
fn what_a_baseline_knows_blocks_no_plan_and_no_apply() {
    let project = with_a_wrong_name();
    project.file("realm.json", r#"{"realm": "demo"}"#);
    let baseline = fine(&project, &["lint", "--format", "json", "--fail-level", "never"]);
    project.file("baseline.json", &baseline);
    let blocked = checked(&project, &["plan"]);
    assert!(blocked.status == 4 && blocked.stdout.contains("naming/client"), "{blocked:#?}");
    for format in ["text", "markdown", "json"] {
        let output = checked(&project, &["plan", "--baseline", "baseline.json", "--format", format]);
        assert_eq!((output.status, output.stderr.as_str()), (0, "note: 1 finding of the baseline left out\n"));
        assert!(!output.stdout.contains("naming/client"), "{}", output.stdout);
        assert!(output.stdout.contains("client/legacy"), "{}", output.stdout);
    }
    // What is new blocks as before, and is all that is told.
    project.file("realm/other.toml", "[clients.other]\n");
    let output = checked(&project, &["plan", "--baseline", "baseline.json"]);
    assert_eq!(output.status, 4);
    let told = output.stdout + &output.stderr;
    assert!(told.contains("naming/client") && told.contains("`other`") && !told.contains("`legacy`"), "{told}");
    assert_eq!(checked(&project, &["apply", "--yes", "--baseline", "baseline.json"]).status, 4);
    project.file("realm/other.toml", "");
    let output = checked(&project, &["apply", "--yes", "--baseline", "baseline.json"]);
    assert!(
        output.status == 0 && output.stderr.starts_with("note: 1 finding of the baseline left out\n"),
        "{output:#?}"
    );
    assert!(project.read("realm.json").contains("legacy"));
    // On what stays as it is, too.
    let output = checked(&project, &["plan"]);
    assert!(output.stderr.contains("1 error on objects that this plan does not change"), "{}", output.stderr);
    let output = checked(&project, &["plan", "--baseline", "baseline.json"]);
    assert_eq!((output.status, output.stderr.as_str()), (0, "note: 1 finding of the baseline left out\n"));
}

#[test]
fn a_saved_plan_is_judged_with_the_baseline_again() {
    let project = with_a_wrong_name();
    project.file("realm.json", r#"{"realm": "demo"}"#);
    let baseline = fine(&project, &["lint", "--format", "json", "--fail-level", "never"]);
    project.file("baseline.json", &baseline);
    fine(&project, &["plan", "--baseline", "baseline.json", "--out", "plan.json"]);
    let blocked = checked(&project, &["apply", "plan.json"]);
    assert!(blocked.status == 4 && blocked.stderr.contains("naming/client"), "{blocked:#?}");
    let output = checked(&project, &["apply", "plan.json", "--baseline", "baseline.json"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stderr.starts_with("note: 1 finding of the baseline left out\n"), "{}", output.stderr);
    assert!(project.read("realm.json").contains("legacy"));
}

#[test]
fn a_baseline_that_is_not_there_stops_plan_and_apply() {
    let project = with_a_wrong_name();
    for arguments in [&["plan", "--baseline", "gone.json"][..], &["apply", "--yes", "--baseline", "gone.json"]] {
        let said = refused(&project, arguments);
        assert!(said.starts_with("exit 1\nerror: cannot read the baseline"), "{said}");
    }
}

#[test]
fn a_file_that_is_no_baseline_is_refused() {
    let project = with_a_wrong_name();
    project.file("sarif.json", r#"{"version": "2.1.0", "runs": []}"#).file("text", "No findings.").file("empty", "");
    for (file, expected) in [
        ("gone.json", "cannot read the baseline `gone.json`"),
        ("sarif.json", "`sarif.json` is not a baseline: the list `findings`"),
        ("text", "`text` is not a baseline: invalid JSON"),
        ("empty", "`empty` is not a baseline: the file is empty"),
        ("realm", "cannot read the baseline `realm`"),
    ] {
        let output = checked(&project, &["lint", "--baseline", file]);
        assert_eq!((output.status, output.stdout.as_str()), (1, ""));
        let told = output.stderr.replace(&format!("{}/", project.path().display()), "");
        assert!(told.contains(expected) && told.contains("--format json"), "{told}");
    }
}
