//! An approval is bound to one plan: by its digest, and by the version that made it.

use serde_json::Value;

use crate::support::Project;
use crate::{checked, fine, only_names, project_on, refused, told};

const EXPORT: &str = r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "web", "name": "Old"}]}"#;
const TOML: &str = "[clients.web]\nname = \"New\"\n";
const OTHER: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

fn planned() -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    project.file("realm/clients.toml", TOML);
    fine(&project, &["plan", "--out", "plan.json"]);
    project
}

fn digest(project: &Project) -> String {
    let shown: Value = serde_json::from_str(&fine(project, &["show", "plan.json", "--format", "json"])).unwrap();
    shown["digest"].as_str().unwrap().to_owned()
}

/// Changes a plan's file as somebody would who knows how it is sealed.
pub(crate) fn edited(project: &Project, file: &str, edit: impl FnOnce(&mut Value)) {
    let mut plan: Value = serde_json::from_str(&project.read(file)).unwrap();
    edit(&mut plan);
    plan["saved"].as_object_mut().unwrap().shift_remove("seal");
    plan["saved"]["seal"] = realmform_model::digest(plan.to_string().as_bytes()).into();
    project.file(file, &format!("{plan:#}\n"));
}

#[test]
fn the_digest_is_shown_wherever_the_plan_is_and_where_each_step_is_declared() {
    let project = planned();
    let digest = digest(&project);
    assert!(digest.starts_with("sha256:") && digest.len() == 71, "{digest}");
    for arguments in [&["show", "plan.json"][..], &["plan", "--out", "again.json"]] {
        let text = fine(&project, arguments);
        let sources = text.split_once("Sources\n").unwrap().1;
        let lines: Vec<&str> = sources.lines().map(str::trim).collect();
        assert_eq!(lines[0], format!("plan: {digest}"));
        assert!(lines[1].starts_with("project files: sha256:"), "{text}");
        assert_eq!(lines[2], "client/web: realm/clients.toml:1:1");
    }
    for format in ["markdown", "html"] {
        let page = fine(&project, &["show", "plan.json", "--format", format]);
        assert!(page.contains(&digest) && page.contains("realm/clients.toml:1:1"), "{page}");
    }
    let json: Value = serde_json::from_str(&fine(&project, &["plan", "--format", "json"])).unwrap();
    assert_eq!(json["digest"], digest);
    assert_eq!(json["sources"]["files"], serde_json::json!(["realm/clients.toml"]));
}

#[test]
fn the_digest_is_that_of_what_is_done_wherever_it_is_declared() {
    let project = planned();
    let before = digest(&project);
    project.file("realm/clients.toml", &format!("# A comment.\n\n{TOML}"));
    fine(&project, &["plan", "--out", "plan.json"]);
    assert_eq!(digest(&project), before);
    project.file("realm/clients.toml", &TOML.replace("New", "Newer"));
    fine(&project, &["plan", "--out", "plan.json"]);
    assert_ne!(digest(&project), before);
}

#[test]
fn the_digest_covers_the_state_that_was_reviewed_and_the_target() {
    let project = planned();
    let before = digest(&project);
    type Edit = fn(&mut Value);
    let edits: [Edit; 5] = [
        |plan| plan["steps"][0]["changes"][0]["after"] = "Mine".into(),
        |plan| plan["saved"]["objects"][0]["before"]["name"] = "Older".into(),
        |plan| plan["saved"]["declared"][0]["body"]["name"] = "Mine".into(),
        |plan| plan["saved"]["places"]["realm"] = "other.json".into(),
        |plan| plan["tool"] = "0.0.1".into(),
    ];
    let original = project.read("plan.json");
    for edit in edits {
        project.file("plan.json", &original);
        edited(&project, "plan.json", edit);
        // What the file says of its own digest counts for nothing.
        assert_ne!(digest(&project), before, "{}", project.read("plan.json"));
    }
}

#[test]
fn a_plan_that_was_not_approved_is_refused_and_the_approved_one_is_applied() {
    let project = planned();
    let digest = digest(&project);
    let said = refused(&project, &["apply", "plan.json", "--expect", OTHER]);
    assert_eq!(
        said,
        format!(
            "exit 1\nerror: the plan has the digest {digest}, but --expect allows only {OTHER}; nothing was applied\n  help: apply \
             the plan file that was approved, or review this one with `realmform show` and approve its digest"
        )
    );
    assert_eq!(project.read("realm.json"), EXPORT);
    fine(&project, &["apply", "plan.json", "--expect", &digest]);
    assert!(project.read("realm.json").contains("\"New\""));
}

#[test]
fn the_variable_binds_an_apply_and_the_flag_wins_over_it() {
    let project = planned();
    let digest = digest(&project);
    project.env("REALMFORM_PLAN_DIGEST", OTHER);
    let said = refused(&project, &["apply", "plan.json"]);
    assert!(said.contains(&format!("{digest}, but REALMFORM_PLAN_DIGEST allows only {OTHER}")), "{said}");
    project.env("REALMFORM_PLAN_DIGEST", "");
    let said = refused(&project, &["apply", "plan.json"]);
    assert!(said.contains("REALMFORM_PLAN_DIGEST is empty, so there is no approval to check"), "{said}");
    project.env("REALMFORM_PLAN_DIGEST", OTHER);
    fine(&project, &["apply", "plan.json", "--expect", &digest]);
}

#[test]
fn without_a_plan_file_the_plan_that_is_made_now_must_be_the_approved_one() {
    let project = planned();
    let digest = digest(&project);
    project.env("REALMFORM_PLAN_DIGEST", OTHER);
    let output = checked(&project, &["apply", "--yes"]);
    let said = told(&project, &output);
    assert_eq!(output.status, 1, "{output:#?}");
    assert!(
        said.contains(&format!("note: REALMFORM_PLAN_DIGEST is set: only a plan with the digest {OTHER}")),
        "{said}"
    );
    assert!(said.contains(&digest) && output.stdout.contains("client/web"), "{output:#?}");
    assert_eq!(project.read("realm.json"), EXPORT);
    fine(&project, &["apply", "--yes", "--expect", &digest]);
    assert!(project.read("realm.json").contains("\"New\""));
}

#[test]
fn what_is_no_digest_is_told() {
    let project = planned();
    let said = refused(&project, &["apply", "plan.json", "--expect", "latest"]);
    assert!(said.contains("--expect is not the digest of a plan: `latest`"), "{said}");
}

#[test]
fn a_plan_of_another_version_is_refused_unless_that_is_allowed() {
    let project = planned();
    edited(&project, "plan.json", |plan| plan["tool"] = "0.0.1".into());
    let own = env!("CARGO_PKG_VERSION");
    let said = refused(&project, &["apply", "plan.json"]);
    assert!(said.contains(&format!("realmform 0.0.1 created this plan, but this is realmform {own}")), "{said}");
    assert_eq!(project.read("realm.json"), EXPORT);
    fine(&project, &["apply", "plan.json", "--allow-version"]);
    assert!(project.read("realm.json").contains("\"New\""));
}
