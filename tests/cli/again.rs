//! A saved plan is judged again when it is applied: by realmform.toml, the policies and the flags as they are by then.

use serde_json::{Value, json};

use crate::approved::edited;
use crate::support::Project;
use crate::{checked, fine, only_names, project_on, refused};

const CONFIG: &str = "schema = 1\n[targets.embedded]\nexport = \"realm.json\"\n[ownership]\nproject = \"shop\"\n";

/// A realm with five roles of the project, of which four are declared no longer, and that plan.
fn planned(ownership: &str, flags: &[&str]) -> Project {
    let roles: Vec<Value> = (0..5)
        .map(|number| json!({"name": format!("r{number}"), "attributes": {"realmform.project": ["shop"]}}))
        .collect();
    let export = json!({"realm": "demo", "clients": [{"clientId": "web", "redirectUris": ["https://a.example/cb"]},
        {"clientId": "account"}], "roles": {"realm": roles}});
    let project = project_on(&export.to_string());
    only_names(&project);
    project.file("realmform.toml", &format!("{CONFIG}{ownership}"));
    project.file("realm/all.toml", "[roles.realm.r0]\n\n[clients.web]\nname = \"Shop\"\n");
    fine(&project, &[&["plan", "--out", "plan.json"], flags].concat());
    project
}

/// That it is refused now for this reason, shown all the same, and changes nothing.
#[track_caller]
fn is_blocked(project: &Project, arguments: &[&str], code: &str) {
    let before = project.read("realm.json");
    let output = checked(project, arguments);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(output.stdout.contains("Blocked: ") && output.stderr.contains(code), "{code}: {output:#?}");
    assert_eq!(project.read("realm.json"), before);
}

const MANAGED: &str = "realmRole = \"managed\"\n";

#[test]
fn the_cap_of_today_counts_and_the_flag_has_to_be_given_again() {
    let project = planned(MANAGED, &["--allow-deletes", "4"]);
    is_blocked(&project, &["apply", "plan.json"], "ownership/too-many-deletions");
    is_blocked(&project, &["apply", "plan.json", "--allow-deletes", "3"], "ownership/too-many-deletions");
    fine(&project, &["apply", "plan.json", "--allow-deletes", "4"]);
}

#[test]
fn a_plan_of_a_laxer_project_is_refused() {
    let lax = "max_deletions = \"100%\"\n";
    for (now, code) in [("", "ownership/too-many-deletions"), ("max_deletions = 3\n", "ownership/too-many-deletions")] {
        let project = planned(&format!("{lax}{MANAGED}"), &[]);
        project.file("realmform.toml", &format!("{CONFIG}{now}{MANAGED}"));
        is_blocked(&project, &["apply", "plan.json"], code);
    }
    for now in [
        "",
        "realmRole = { mode = \"managed\", ignore = [\"r1\"] }\n",
        "realmRole = { mode = \"managed\", additive = [\"r*\"] }\n",
    ] {
        let project = planned(&format!("{lax}{MANAGED}"), &[]);
        project.file("realmform.toml", &format!("{CONFIG}{lax}{now}"));
        is_blocked(&project, &["apply", "plan.json"], "ownership/not-allowed");
    }
    let project = planned(&format!("{lax}{MANAGED}"), &[]);
    let other = CONFIG.replace("\"shop\"", "\"another\"");
    project.file("realmform.toml", &format!("{other}{lax}{MANAGED}"));
    is_blocked(&project, &["apply", "plan.json"], "ownership/of-another-project");
}

#[test]
fn what_is_ignored_by_now_is_not_changed() {
    let project = planned("", &[]);
    project.file("realmform.toml", &format!("{CONFIG}client = {{ ignore = [\"web\"] }}\n"));
    let said = refused(&project, &["apply", "plan.json"]);
    assert!(said.starts_with("exit 4\nconfig/declared-and-ignored"), "{said}");
}

#[test]
fn a_realmform_toml_that_cannot_be_understood_stops_it() {
    let project = planned("", &[]);
    project.file("realmform.toml", &format!("{CONFIG}max_deletion = 3\n"));
    let said = refused(&project, &["apply", "plan.json"]);
    assert!(said.contains("unknown field or kind `max_deletion`"), "{said}");
}

/// Adds a step to the plan's file as somebody would who knows how it is made.
fn with_step(project: &Project, step: Value, object: Value) {
    edited(project, "plan.json", |plan| {
        let mut step = step;
        step["index"] = plan["steps"].as_array().unwrap().len().into();
        step["dependencies"] = json!([]);
        step["source"] = Value::Null;
        plan["steps"].as_array_mut().unwrap().push(step);
        plan["saved"]["objects"].as_array_mut().unwrap().push(object);
    });
}

fn deletion(kind: &str, name: &str) -> Value {
    json!({"action": "delete", "address": format!("{kind}/{name}"), "kind": kind, "names": [name], "before": {}, "falls": {}})
}

#[test]
fn a_deletion_that_was_written_into_the_file_is_refused() {
    for (kind, name, ownership, code) in [
        ("realmRole", "r1", "", "ownership/not-allowed"),
        ("client", "account", "client = \"exclusive\"\n", "ownership/built-in"),
    ] {
        let project = planned(ownership, &[]);
        let live: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
        let before = match kind {
            "client" => json!({}),
            _ => json!({"attributes": live["roles"]["realm"][1]["attributes"]}),
        };
        let object = json!({"kind": kind, "names": [name], "before": before});
        with_step(&project, deletion(kind, name), object);
        is_blocked(&project, &["apply", "plan.json"], code);
    }
}

#[test]
fn a_rename_of_what_keycloak_made_that_was_written_into_the_file_is_refused() {
    let project = planned("", &[]);
    let step = json!({"action": "rename", "address": "client/mine", "kind": "client", "names": ["mine"], "changes": [],
        "renamed": {"address": "client/account", "kind": "client", "names": ["account"], "references": 0}});
    with_step(&project, step, json!({"kind": "client", "names": ["mine"], "before": {}}));
    edited(&project, "plan.json", |plan| {
        plan["saved"]["moves"] =
            json!([{"kind": "client", "within": null, "from": "account", "to": "mine", "source": null}]);
    });
    is_blocked(&project, &["apply", "plan.json"], "moved/built-in");
}

#[test]
fn a_risk_that_was_written_into_the_file_and_not_into_its_review_is_refused() {
    let project = planned("", &[]);
    edited(&project, "plan.json", |plan| {
        let change = json!({"path": "redirectUris", "keys": ["redirectUris"], "delta": "set", "added": ["https://evil.example/cb"],
            "removed": [], "after": ["https://a.example/cb", "https://evil.example/cb"]});
        plan["steps"][0]["changes"].as_array_mut().unwrap().push(change);
    });
    is_blocked(&project, &["apply", "plan.json"], "plan/untold-risk");
}

#[test]
fn the_policies_of_today_count() {
    let project = planned("", &[]);
    project.file(
        "policies/names.toml",
        "[[naming]]\nid = \"titled\"\nkind = \"client\"\nfield = \"name\"\npattern = \"^The \"\nlevel = \"error\"\n",
    );
    let said = checked(&project, &["apply", "plan.json"]);
    assert_eq!(said.status, 4, "{said:#?}");
}
