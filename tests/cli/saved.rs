//! Plans as files: saved, shown, carried out, and refused where they no longer fit.

use serde_json::{Value, json};

use crate::support::Project;
use crate::{checked, fine, only_names, plain, project_on, refused, told};

const EXPORT: &str = r#"{"realm": "demo", "clients": [
    {"id": "1", "clientId": "old-web", "name": "Old", "redirectUris": ["https://a.example/*"]},
    {"id": "2", "clientId": "beside", "name": "Beside"}]}"#;

const TOML: &str = "[clients.web]\nname = \"New\"\nsecret = { env = \"WEB_SECRET\" }\n\n\
                    [[moved]]\nkind = \"client\"\nfrom = \"old-web\"\nto = \"web\"\n";

/// A project whose plan is saved in `plan.json`.
fn planned() -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    project.file("realm/clients.toml", TOML).env("WEB_SECRET", "hunter2-and-more");
    fine(&project, &["plan", "--out", "plan.json"]);
    project
}

/// Changes a field of the live realm by hand.
fn by_hand(project: &Project, pointer: &str, value: Value) {
    let mut realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    *realm.pointer_mut(pointer).unwrap() = value;
    project.file("realm.json", &realm.to_string());
}

#[test]
fn a_saved_plan_is_shown_as_it_was_planned_in_every_form_and_holds_no_secret() {
    let project = planned();
    for format in ["text", "markdown", "json", "html"] {
        assert_eq!(
            fine(&project, &["show", "plan.json", "--format", format]),
            fine(&project, &["plan", "--out", "again.json", "--format", format]),
            "{format}"
        );
    }
    assert_eq!(project.read("plan.json"), project.read("again.json"));
    let said = plain(&project, &checked(&project, &["show", "plan.json"]).stderr);
    assert_eq!(said, format!("Plan for embedded (realm.json), created by realmform {}.", env!("CARGO_PKG_VERSION")));
    let file = project.read("plan.json");
    assert!(!file.contains("hunter2") && file.contains("WEB_SECRET"), "{file}");
}

#[test]
fn what_was_reviewed_is_what_happens_whatever_the_files_say_by_then() {
    let project = planned();
    project.file("realm/clients.toml", "[clients.other]\nname = 7\n");
    let output = checked(&project, &["apply", "plan.json"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stderr.contains("note: the files have changed since this plan was created"), "{output:#?}");
    assert!(
        output.stdout.ends_with("Verified: No changes. 1 object compared; the live state matches the declarations.\n")
    );
    let realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    let expected = json!({"id": "1", "clientId": "web", "name": "New", "redirectUris": ["https://a.example/*"],
        "secret": "hunter2-and-more"});
    assert_eq!(realm["clients"], json!([expected, {"id": "2", "clientId": "beside", "name": "Beside"}]));
}

#[test]
fn a_change_elsewhere_does_not_matter() {
    let project = planned();
    by_hand(&project, "/clients/1/name", json!("Changed by hand"));
    let output = checked(&project, &["apply", "plan.json"]);
    assert_eq!((output.status, output.stderr.contains("note:")), (0, false), "{output:#?}");
    assert!(project.read("realm.json").contains("Changed by hand"));
}

#[test]
fn a_change_of_what_it_touches_makes_it_stale_and_nothing_is_done() {
    let project = planned();
    by_hand(&project, "/clients/0/redirectUris", json!(["https://b.example/*"]));
    let before = project.read("realm.json");
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json"]), @r#"
    exit 5
    error: the saved plan is stale: 1 object changed since the plan was created; nothing was applied

      client/web: value in the plan → live value
          redirectUris:
            + "https://b.example/*"
            - "https://a.example/*"

    help: create a new plan with `realmform plan --out FILE`, have it reviewed, and apply it
    "#);
    assert_eq!(project.read("realm.json"), before);
}

#[test]
fn a_plan_that_was_carried_out_says_so() {
    let project = planned();
    fine(&project, &["apply", "plan.json"]);
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json"]), @"
    exit 5
    error: the saved plan is stale: 1 object changed since the plan was created; nothing was applied

      client/web: to be renamed from client/old-web, which no longer has that name

    help: do not apply it again: everything that this plan would change is already in place
    ");
}

#[test]
fn a_plan_for_another_target_is_refused() {
    let project = planned();
    let config = "schema = 1\n[targets.embedded]\nexport = \"other.json\"\n[targets.second]\nexport = \"realm.json\"\n";
    project.file("realmform.toml", config).file("other.json", EXPORT);
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json"]), @"
    exit 1
    error: the plan was created for target `embedded` (realm.json), but this is `embedded` (other.json)
      help: apply it to the target that it was created for, or create a new plan for this target
    ");
    let told = refused(&project, &["apply", "plan.json", "--target", "second"]);
    assert!(told.contains("this is `second` (realm.json)"), "{told}");
}

#[test]
fn what_is_no_plan_as_it_was_written_is_refused() {
    let project = planned();
    let plan = project.read("plan.json");
    project.file("edited.json", &plan.replace("\"New\"", "\"Mine\""));
    project.file("newer.json", &plan.replace("\"version\": 1", "\"version\": 2"));
    project.file("printed.json", &fine(&project, &["plan", "--format", "json"]));
    project.file("cut.json", &plan[..30]);
    let files = ["edited.json", "newer.json", "printed.json", "cut.json", "realm.json", "nowhere.json"];
    let told = files.map(|file| refused(&project, &["apply", file])).join("\n\n");
    insta::assert_snapshot!(told);
    assert_eq!(refused(&project, &["show", "edited.json"]), refused(&project, &["apply", "edited.json"]));
}

#[test]
fn an_empty_plan_can_be_saved_and_applied() {
    let project = planned();
    fine(&project, &["apply", "--yes"]);
    let output = checked(&project, &["plan", "--out", "empty.json", "--detailed-exitcode"]);
    assert_eq!(output.status, 0, "{}", told(&project, &output));
    assert!(fine(&project, &["apply", "empty.json"]).contains("No changes."));
}

#[test]
fn a_plan_that_cannot_be_written_is_told_and_not_shown_as_if_it_were() {
    let project = planned();
    let told = refused(&project, &["plan", "--out", "nowhere/plan.json"]);
    assert!(told.starts_with("exit 1\nerror: cannot write <project>/nowhere/plan.json: "), "{told}");
}

#[test]
fn the_secret_is_had_when_the_plan_is_applied() {
    let project = planned();
    project.env("WEB_SECRET", "");
    let told = refused(&project, &["apply", "plan.json"]);
    assert!(told.contains("secret `secret` of client/web"), "{told}");
    assert_eq!(project.read("realm.json"), EXPORT);
}
