//! Secrets that cannot be had, and those that can: they reach the target and nothing else.

use super::{checked, fine, project, refused};
use crate::support::Project;

fn with_secret(source: &str) -> Project {
    let project = project();
    project.file("realm/clients.toml", &format!("[clients.bff]\nsecret = {source}\n"));
    project
}

#[test]
fn a_variable_that_is_not_set_is_named() {
    let project = with_secret("{ env = \"BFF_SECRET_OF_TESTS\" }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: the secret `secret` of client/bff: the environment variable BFF_SECRET_OF_TESTS is not set
      at realm/clients.toml:2
      help: set BFF_SECRET_OF_TESTS, in a pipeline from its secret store
    "#);
    project.env("BFF_SECRET_OF_TESTS", "");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: the secret `secret` of client/bff: its value is empty
      at realm/clients.toml:2
      help: an empty secret is no secret; set one
    "#);
}

#[test]
fn a_file_that_is_missing_is_named() {
    let project = with_secret("{ file = \"secrets/bff\" }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: the secret `secret` of client/bff: cannot read secrets/bff: No such file or directory (os error 2)
      at realm/clients.toml:2
      help: the path is relative to the project's folder
    "#);
}

#[test]
fn a_command_that_fails_is_named_and_its_output_is_not_shown() {
    let project = with_secret("{ command = [\"sh\", \"-c\", \"echo half-a-secret; echo oops >&2; exit 3\"] }");
    let told = refused(&project, &["plan"]);
    assert!(!told.contains("half-a-secret\n"), "{told}");
    insta::assert_snapshot!(told, @r#"
    exit 1
    error: the secret `secret` of client/bff: `sh` ended with exit status: 3
      at realm/clients.toml:2
      help: run the command by hand in the project's folder to see what it says
    "#);
    let project = with_secret("{ command = [\"no-such-program-of-tests\"] }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: the secret `secret` of client/bff: cannot run `no-such-program-of-tests`: No such file or directory (os error 2)
      at realm/clients.toml:2
      help: run the command by hand in the project's folder to see what it says
    "#);
}

#[test]
fn a_source_that_is_none_is_told() {
    let project = with_secret("{ enviroment = \"X\" }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unknown-key

      × `enviroment` is no key of a reference to a secret
       ╭─[realm/clients.toml:2:12]
     1 │ [clients.bff]
     2 │ secret = { enviroment = "*" }
       ·            ─────┬────
       ·                 ╰── client/bff
       ╰────
      help: known here: `env`, `file`, `command`

    1 error.
    "#);
}

#[test]
fn a_secret_reaches_the_target_and_no_output() {
    let project = with_secret("{ env = \"BFF_SECRET_OF_TESTS\" }");
    project.env("BFF_SECRET_OF_TESTS", "hidden-value-9");
    for format in ["text", "json", "markdown"] {
        let plan = fine(&project, &["plan", "--format", format]);
        assert!(!plan.contains("hidden-value-9"), "{plan}");
    }
    let output = checked(&project, &["apply", "--yes"]);
    assert!(!output.stdout.contains("hidden-value-9") && !output.stderr.contains("hidden-value-9"));
    assert!(project.read("realm.json").contains("hidden-value-9"));
    assert!(fine(&project, &["plan"]).contains("No changes"));
}
