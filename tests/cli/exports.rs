//! Realm exports that are none, and places where none can be written.

use std::fs;

use super::{fine, project, project_on, refused};
use crate::support::Project;

/// Something that is declared, so that the target is read.
const ROLE: &str = "[roles.realm.reader]\n";

fn refuses(export: &str) -> String {
    let project = project_on(export);
    project.file("realm/roles.toml", ROLE);
    let told = refused(&project, &["plan"]);
    let path = project.path().join("realm.json").display().to_string();
    assert_eq!(refused(&project, &["import", &path, "--out", "unmade"]), told);
    // Lint takes files of users, too.
    if !told.contains("file of users") {
        assert_eq!(refused(&project, &["lint", &path]), told);
    }
    assert_eq!(project.read("realm.json"), export);
    told
}

#[test]
fn what_is_no_export_is_told_as_what_it_is() {
    insta::assert_snapshot!(refuses(""), @"
    exit 1
    error: <project>/realm.json is empty
      help: create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action
    ");
    insta::assert_snapshot!(refuses("[]"), @"
    exit 1
    error: <project>/realm.json is an empty list: it has no realm
      help: create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action
    ");
    insta::assert_snapshot!(refuses(r#"{"users": []}"#), @"
    exit 1
    error: <project>/realm.json is a file of users, not a realm export
      help: pass the export of the realm, or the directory with both
    ");
    insta::assert_snapshot!(refuses("<html>Sign in</html>"), @"
    exit 1
    error: <project>/realm.json is not valid JSON: expected value in line 1
      help: create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action
    ");
    insta::assert_snapshot!(refuses(r#"{"realm": "demo", "clients": [{"clientId": "#), @"
    exit 1
    error: <project>/realm.json is truncated: its JSON ends in line 1
      help: copy or export the file again: it is incomplete
    ");
    insta::assert_snapshot!(refuses(r#"{"clients": []}"#), @"
    exit 1
    error: <project>/realm.json is not a realm export: the field `realm` is missing
      help: create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action
    ");
    insta::assert_snapshot!(refuses("42"), @"
    exit 1
    error: <project>/realm.json is not a realm export: expected a JSON object
      help: create a realm export with `kc.sh export`, or in the admin console under Realm settings, Action
    ");
}

#[test]
fn an_export_that_is_a_folder_is_told() {
    let project = project();
    project.file("realm/roles.toml", ROLE);
    fs::create_dir(project.path().join("realm.json")).unwrap();
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: cannot read <project>/realm.json: it is a directory
      help: set `start` to the directory, and `export` to the path of a new file
    "#);
}

#[test]
fn a_start_that_is_not_there_is_told() {
    let project = Project::new();
    project.file("realm/roles.toml", ROLE);
    let config = "schema = 1\n[targets.embedded]\nexport = \"realm.json\"\nstart = \"examples/gone.json\"\n";
    project.file("realmform.toml", config);
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: realm export <project>/examples/gone.json does not exist
      help: fix the path of `start` in realmform.toml, or remove `start`
    "#);
}

#[test]
fn a_new_export_needs_the_name_of_its_realm() {
    let project = Project::new();
    project.file("realm/roles.toml", ROLE);
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\nexport = \"realm.json\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: realm export <project>/realm.json does not exist, and the name of the new realm is not set
      help: set `realm = "NAME"` in the target to create it with that name
    "#);
}

#[test]
fn a_place_that_cannot_be_written_leaves_what_is_there() {
    let project = Project::new();
    project.file("realm/roles.toml", ROLE);
    let config = "schema = 1\n[targets.embedded]\nexport = \"state/realm.json\"\nrealm = \"demo\"\n";
    project.file("realmform.toml", config);
    // A file in the folder's place: not even root can write below it.
    project.file("state", "precious");
    let output = super::checked(&project, &["apply", "--yes", "--no-lock"]);
    assert!(output.stdout.contains("+ realm"), "{}", output.stdout);
    insta::assert_snapshot!(super::told(&project, &output), @r#"
    exit 6
    Apply failed: 0 of 2 steps done, 1 failed, 1 not started.

    Failed
      + realm
          error: cannot write <project>/state/realm.json: File exists (os error 17)
            help: check the permissions and the free space of its directory

    Not started
      + realmRole/reader

    Run `realmform apply` again to continue.
    "#);
    assert_eq!(project.read("state"), "precious");
}

#[test]
fn an_apply_replaces_the_export_whole_and_leaves_nothing_beside_it() {
    let project = project_on(r#"{"realm": "demo", "unknownToUs": {"a": [1, null]}}"#);
    project.file("realm/roles.toml", ROLE);
    fine(&project, &["apply", "--yes"]);
    let export: serde_json::Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    assert_eq!(export["unknownToUs"], serde_json::json!({"a": [1, null]}));
    assert_eq!(export["roles"]["realm"][0]["name"], "reader");
    let mut names: Vec<_> =
        fs::read_dir(project.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["realm", "realm.json", "realmform.toml"]);
}
