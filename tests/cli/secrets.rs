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

      × unknown field `enviroment` in a reference to a secret
       ╭─[realm/clients.toml:2:12]
     1 │ [clients.bff]
     2 │ secret = { enviroment = "*" }
       ·            ─────┬────
       ·                 ╰── client/bff
       ╰────
      help: known fields: `env`, `file`, `command`, `generate`

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

/// All tests stand on this: see `tests/support/discretion.rs`.
#[test]
#[should_panic(expected = "a secret of the project is in the errors of")]
fn a_run_that_told_a_secret_would_fail_its_test() {
    let project = project();
    project.env("SOME_PASSWORD", "nothing is declared").run(&["plan"]);
}

#[test]
#[should_panic(expected = "a secret of the project is in a log of everything")]
fn a_log_that_told_a_secret_would_fail_its_test() {
    let project = with_secret("{ generate = true }");
    project.env("SOME_PASSWORD", "planned steps=2").run(&["plan"]);
}

#[test]
#[should_panic(expected = "a secret of the project is in")]
fn a_plan_that_told_a_secret_would_fail_its_test() {
    let project = with_secret("{ generate = true }");
    fine(&project, &["plan", "--out", "plan.json"]);
    project.env("SOME_PASSWORD", "client/bff");
}

fn secret_in(project: &Project) -> String {
    let export: serde_json::Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    export["clients"][0]["secret"].as_str().unwrap().to_owned()
}

#[test]
fn a_secret_that_is_generated_is_made_once_and_printed_only_by_its_own_command() {
    let project = with_secret("{ generate = true }");
    insta::assert_snapshot!(fine(&project, &["plan"]), @r#"
    The realm `demo` is not there; this plan makes it.

    Realm
      + realm

    Clients
      + client/bff
          secret: is set

    Plan: 2 to create.
    "#);
    fine(&project, &["apply", "--yes"]);
    let secret = secret_in(&project);
    assert!(
        secret.len() == 43 && secret.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)),
        "{secret}"
    );
    project.env("MADE_UP_SECRET", &secret);
    assert!(fine(&project, &["plan"]).starts_with("No changes."));
    fine(&project, &["apply", "--yes"]);
    assert_eq!(secret_in(&project), secret);
    assert_eq!(fine(&project, &["secret", "client/bff"]), secret);

    // Another realm gets another.
    let other = with_secret("{ generate = true }");
    fine(&other, &["apply", "--yes"]);
    assert_ne!(secret_in(&other), secret);
}

#[test]
fn a_secret_that_is_generated_goes_through_a_saved_plan() {
    let project = with_secret("{ generate = true }");
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json", "--journal", "journal.jsonl", "--report", "report.json"]);
    project.env("MADE_UP_SECRET", &secret_in(&project));
    let schema: serde_json::Value = serde_json::from_str(include_str!("../../docs/plan.schema.json")).unwrap();
    jsonschema::validate(&schema, &serde_json::from_str(&project.read("plan.json")).unwrap()).unwrap();
}

#[test]
fn what_cannot_be_generated_or_shown_is_told() {
    let project = project();
    project.file("realm/realm.toml", "[realm.smtpServer]\nhost = \"mail\"\npassword = { generate = true }\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/secret-reference

      × `smtpServer.password` cannot be generated: another system must know the same value
       ╭─[realm/realm.toml:3:14]
     2 │ host = "mail"
     3 │ password = { generate = true }
       ·              ───────┬───────
       ·                     ╰── realm
       ╰────
      help: write `{ env = "NAME" }`, `{ file = "path" }` or `{ command = ["program", "argument"] }`

    1 error.
    "#);
    let project = with_secret("{ generate = false }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/secret-reference

      × `generate` cannot be false
       ╭─[realm/clients.toml:2:12]
     1 │ [clients.bff]
     2 │ secret = { generate = false }
       ·            ────────┬───────
       ·                    ╰── client/bff
       ╰────
      help: remove `generate`, and write `{ env = "NAME" }`, `{ file = "path" }` or `{ command = ["program",
            "argument"] }`

    1 error.
    "#);
    project.file("realm/clients.toml", "[clients.bff]\npublicClient = true\n");
    fine(&project, &["apply", "--yes"]);
    let told = ["client/bff", "client/nobody", "realmRole/bff"].map(|object| refused(&project, &["secret", object]));
    insta::assert_snapshot!(told.join("\n\n"), @r#"
    exit 1
    error: client/bff has no secret, or this account may not see it
      help: a public client has none; to see one, the account needs `view-clients`, and from Keycloak 26.8 `manage-clients`

    exit 1
    error: there is no client/nobody
      help: `realmform plan` tells what is there and what is not

    exit 1
    error: `realmRole/bff` is no client, and only clients have a secret to show
      help: write it as plans do, such as `client/neon-svc-bff`
    "#);
}
