//! `realmform fmt`: files are laid out, shown or only checked, and what cannot be laid out is left alone.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::Project;
use crate::{checked, fine, project, refused};

const UGLY: &str = "[clients.web]\nname=\"Web\" # kept\n";
const NEAT: &str = "[clients.web]\nname = \"Web\" # kept\n";

fn ugly() -> Project {
    let project = project();
    project.file("realm/clients.toml", UGLY).file("policies/naming.toml", "[vocabularies]\na  = [\"b\"]\n");
    project
}

#[test]
fn the_files_of_a_project_are_laid_out_and_named() {
    let project = ugly();
    assert_eq!(fine(&project, &["fmt"]), "policies/naming.toml\nrealm/clients.toml");
    assert_eq!(project.read("realm/clients.toml"), NEAT);
    assert_eq!(fine(&project, &["fmt"]), "");
}

#[test]
fn a_check_changes_nothing_and_fails_a_pipeline() {
    let project = ugly();
    let output = checked(&project, &["fmt", "--check"]);
    assert_eq!((output.status, output.stdout.as_str()), (4, "policies/naming.toml\nrealm/clients.toml\n"));
    assert_eq!(project.read("realm/clients.toml"), UGLY);
    fine(&project, &["fmt"]);
    assert_eq!(fine(&project, &["fmt", "--check"]), "");
}

#[test]
fn a_patch_shows_what_would_change() {
    let project = ugly();
    let patch = fine(&project, &["fmt", "--diff", "realm"]);
    assert!(patch.contains("--- a/realm/clients.toml") && patch.contains("+name = \"Web\" # kept"), "{patch}");
    assert_eq!(project.read("realm/clients.toml"), UGLY);
}

#[test]
fn what_is_not_toml_is_told_with_its_place_and_the_others_are_laid_out() {
    let project = ugly();
    project.file("realm/broken.toml", "[clients.web\nname = 1\n");
    let output = checked(&project, &["fmt"]);
    assert_eq!(output.status, 1, "{output:#?}");
    assert!(
        output.stderr.contains("config/toml-syntax") && output.stderr.contains("realm/broken.toml:1:13"),
        "{output:#?}"
    );
    assert_eq!(project.read("realm/broken.toml"), "[clients.web\nname = 1\n");
    assert_eq!(project.read("realm/clients.toml"), NEAT);
}

#[test]
fn what_is_not_there_is_told() {
    insta::assert_snapshot!(refused(&project(), &["fmt", "realm/clints.toml"]), @"
    exit 1
    error: file or directory <project>/realm/clints.toml does not exist
      help: pass TOML files, or directories that contain them
    ");
    let told = refused(&Project::new(), &["fmt"]);
    assert!(told.starts_with("exit 1\nerror: no realmform.toml in"), "{told}");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let project = project();
    let piped = |arguments: &[&str], text: &str| {
        let mut command: Command = project.command(project.path(), arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(piped(&["fmt", "-"], UGLY), (Some(0), NEAT.to_owned()));
    assert_eq!(piped(&["fmt", "--check", "-"], UGLY), (Some(4), "-\n".to_owned()));
    assert_eq!(piped(&["fmt", "--check", "-"], NEAT), (Some(0), String::new()));
    assert_eq!(piped(&["fmt", "-"], "a = \n"), (Some(1), String::new()));
}

#[test]
fn what_this_repository_ships_and_what_an_import_writes_is_laid_out() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = project();
    let output = project.run_at(root, &["fmt", "--check"]);
    assert_eq!((output.status, output.stdout.as_str()), (0, ""), "{output:#?}");
    let export = fs::read_to_string(root.join("examples/legacy-realm/athyper-realm.json")).unwrap();
    project.file("legacy.json", &export);
    fine(&project, &["import", "legacy.json", "--out", "imported"]);
    let output = project.run_at(&project.path().join("imported"), &["fmt", "--check"]);
    assert_eq!((output.status, output.stdout.as_str()), (0, ""), "{output:#?}");
}
