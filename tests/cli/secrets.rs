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
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: secret `secret` of client/bff: environment variable BFF_SECRET_OF_TESTS is not set
      at realm/clients.toml:2
      help: set BFF_SECRET_OF_TESTS; in a pipeline, take it from the secret store
    ");
    project.env("BFF_SECRET_OF_TESTS", "");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: secret `secret` of client/bff: the value is empty
      at realm/clients.toml:2
      help: set a value that is not empty
    "#);
}

#[test]
fn a_file_that_is_missing_is_named() {
    let project = with_secret("{ file = \"secrets/bff\" }");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: secret `secret` of client/bff: cannot read secrets/bff: No such file or directory (os error 2)
      at realm/clients.toml:2
      help: write the path relative to the project directory
    "#);
}

#[test]
fn a_command_that_fails_is_named_and_its_output_is_not_shown() {
    let project = with_secret("{ command = [\"sh\", \"-c\", \"echo half-a-secret; echo oops >&2; exit 3\"] }");
    let told = refused(&project, &["plan", "--allow-commands"]);
    assert!(!told.contains("half-a-secret\n"), "{told}");
    insta::assert_snapshot!(told, @"
    exit 1
    error: secret `secret` of client/bff: `sh` failed (exit status: 3)
      at realm/clients.toml:2
      help: run the command by hand in the project directory to see its output; it sees few environment variables: name more in REALMFORM_COMMAND_ENV, such as `VAULT_ADDR,VAULT_TOKEN`
    ");
    let project = with_secret("{ command = [\"no-such-program-of-tests\"] }");
    insta::assert_snapshot!(refused(&project, &["plan", "--allow-commands"]), @r#"
    exit 1
    error: secret `secret` of client/bff: cannot run `no-such-program-of-tests`: No such file or directory (os error 2)
      at realm/clients.toml:2
      help: run the command by hand in the project directory to see its output
    "#);
}

#[test]
fn a_command_runs_only_where_somebody_outside_of_the_project_allows_it() {
    let project = with_secret("{ command = [\"sh\", \"-c\", \"touch ran; echo s3cr3t\"] }");
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let told = refused(&project, command);
        assert!(!project.path().join("ran").exists(), "{told}");
        insta::allow_duplicates! { insta::assert_snapshot!(told, @"
        exit 1
        error: secret `secret` of client/bff: the files want to run `sh -c touch ran; echo s3cr3t`, which is not allowed
          at realm/clients.toml:2
          help: if you trust this project, pass --allow-commands or set REALMFORM_ALLOW_COMMANDS=1; `plan --without-secrets` needs no secret
        "); }
    }
    for command in [&["lint"][..], &["fmt", "--check"], &["plan", "--without-secrets"]] {
        fine(&project, command);
        assert!(!project.path().join("ran").exists(), "{command:?}");
    }
    let plan = fine(&project, &["plan", "--allow-commands"]);
    assert!(project.path().join("ran").exists());
    assert!(plan.contains("! client/bff secret: command `sh -c touch ran; echo s3cr3t`"), "{plan}");
    project.env("REALMFORM_ALLOW_COMMANDS", "1");
    fine(&project, &["apply", "--yes"]);
    assert_eq!(secret_in(&project), "s3cr3t");
    project.env("REALMFORM_ALLOW_COMMANDS", "yes");
    assert!(refused(&project, &["plan"]).contains("REALMFORM_ALLOW_COMMANDS must be 1 or 0"));
}

#[test]
fn a_command_sees_little_of_the_environment_and_has_little_time() {
    let project = with_secret("{ command = [\"sh\", \"-c\", \"env > seen; echo s3cr3t\"] }");
    project.env("SHOP_TOKEN_OF_TESTS", "a-token").env("OTHER_OF_TESTS", "told").env("REALMFORM_ALLOW_COMMANDS", "1");
    project.env("REALMFORM_COMMAND_ENV", "OTHER_OF_TESTS, NOT_SET");
    fine(&project, &["plan"]);
    let seen = project.read("seen");
    assert!(seen.contains("PATH=") && seen.contains("OTHER_OF_TESTS=told"), "{seen}");
    assert!(!seen.contains("a-token") && !seen.contains("REALMFORM_"), "{seen}");

    project.file("realm/clients.toml", "[clients.bff]\nsecret = { command = [\"sleep\", \"600\"] }\n");
    project.env("REALMFORM_COMMAND_TIMEOUT", "1");
    let told = refused(&project, &["plan"]);
    assert!(told.contains("`sleep` did not end within 1 s"), "{told}");
}

#[test]
fn what_a_run_signs_in_with_is_no_secret_of_a_project() {
    for variable in ["KEYCLOAK_ADMIN_PASSWORD", "DATABASE_URL", "PGPASSWORD", "MYSQL_PWD", "GITHUB_TOKEN"] {
        let project = with_secret(&format!("{{ env = \"{variable}\" }}"));
        let told = project.run(&["lint"]).stdout;
        assert!(told.contains(&format!("`{variable}` is what a run or its pipeline signs in with")), "{told}");
    }
}

/// What is renamed on its way into a job is the same credential.
#[test]
fn what_the_pipeline_signs_in_with_is_no_secret_under_another_name_either() {
    for value in
        ["https://gitlab-ci-token:abc@git.example.com/shop/idp.git", "ghs_0123456789abcdef", "glcbt-64_0123456789"]
    {
        let project = with_secret("{ env = \"SHOP_VALUE_OF_TESTS\" }");
        project.env("SHOP_VALUE_OF_TESTS", value);
        let told = refused(&project, &["plan"]);
        assert!(told.contains("the value of the environment variable SHOP_VALUE_OF_TESTS is a "), "{told}");
        assert!(told.contains("and cannot be a secret of the project") && !told.contains(value), "{told}");
    }
}

#[test]
fn a_hidden_file_is_no_source_of_a_secret() {
    for (path, written) in [(".git/config", ".git/config"), (".hid/x", "./.hid/x"), (".env", "realm/../.env")] {
        let project = with_secret(&format!("{{ file = \"{written}\" }}"));
        project.file(path, "token-of-a-job\n");
        for command in [&["plan"][..], &["apply", "--yes"]] {
            let told = refused(&project, command);
            assert!(told.contains("it leads to a hidden file or directory"), "{told}");
            assert!(told.contains("allow this very path with --allow-outside PATH"), "{told}");
        }
        refused(&project, &["plan", "--allow-outside", "."]);
        fine(&project, &["plan", "--allow-outside", path]);
    }
    let project = with_secret("{ file = \"/proc/self/environ\" }");
    let told = refused(&project, &["plan", "--allow-outside", "/"]);
    assert!(told.contains("it leads to /proc, where the system shows processes and devices"), "{told}");
}

#[test]
fn a_plan_without_secrets_needs_none_and_says_what_it_did_not_compare() {
    let project = with_secret("{ env = \"BFF_SECRET_OF_TESTS\" }");
    let plan = fine(&project, &["plan", "--without-secrets"]);
    assert!(plan.contains("client/bff secret: environment variable BFF_SECRET_OF_TESTS"), "{plan}");
    project.env("BFF_SECRET_OF_TESTS", "s3cr3t");
    fine(&project, &["apply", "--yes"]);
    project.env("BFF_SECRET_OF_TESTS", "");
    insta::assert_snapshot!(fine(&project, &["plan", "--without-secrets"]), @"
    Plan for embedded: realm demo in realm.json
    No changes. 1 object compared; the live state matches the declarations.
    Not compared, because of --without-secrets: `client/bff secret`.
    ");
    let json: serde_json::Value =
        serde_json::from_str(&fine(&project, &["plan", "--without-secrets", "--format", "json"])).unwrap();
    assert_eq!(json["review"]["uncompared"][0]["address"], "client/bff");
    // It would do less than it seems to.
    assert!(refused(&project, &["plan", "--without-secrets", "--out", "a.plan"]).contains("cannot be used with"));
}

#[test]
fn only_the_secrets_of_what_is_chosen_and_of_what_it_needs_are_read() {
    let project = project();
    project.file(
        "realm/clients.toml",
        "[clients.other]\nsecret = { env = \"NOT_SET_OF_TESTS\" }\n[clients.api]\nsecret = { env = \"API_OF_TESTS\" }\n\
         [roles.client.api.read]\n[clients.web]\nsecret = { env = \"WEB_OF_TESTS\" }\n",
    );
    project.env("WEB_OF_TESTS", "web-s3cr3t");
    fine(&project, &["plan", "--only", "client/web"]);
    // The role needs its client, and the client its secret.
    let told = refused(&project, &["plan", "--only", "clientRole/api/*"]);
    assert!(told.contains("API_OF_TESTS is not set"), "{told}");
    project.env("API_OF_TESTS", "api-s3cr3t");
    fine(&project, &["apply", "--yes", "--only", "clientRole/api/*"]);
    assert_eq!(secret_in(&project), "api-s3cr3t");
    assert!(refused(&project, &["plan"]).contains("NOT_SET_OF_TESTS is not set"));
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
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json
    Realm `demo` does not exist; this plan creates it.

    Realm
      + realm

    Clients
      + client/bff
          secret: is set

    Risks
      + warning client/redirect-missing: client/bff: a login flow is enabled, but the client has no redirect URI

    Where the secrets come from
      client/bff secret: generated

    Plan: 2 to create.
    This plan adds 1 lint finding.
    ");
    fine(&project, &["apply", "--yes"]);
    let secret = secret_in(&project);
    assert!(
        secret.len() == 43 && secret.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)),
        "{secret}"
    );
    project.env("MADE_UP_SECRET", &secret);
    assert!(fine(&project, &["plan"]).contains("No changes."));
    fine(&project, &["apply", "--yes"]);
    assert_eq!(secret_in(&project), secret);
    assert_eq!(fine(&project, &["secret", "client/bff"]), secret);
    assert_eq!(fine(&project, &["secret", "bff"]), secret);

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
    let objects = ["client/bff", "client/nobody", "https://sp.example.com/saml", "realmRole/bff", "client/"];
    let told = objects.map(|object| refused(&project, &["secret", object]));
    insta::assert_snapshot!(told.join("\n\n"), @"
    exit 1
    error: client/bff has no secret, or this account cannot read it
      help: a public client has none; to read one, the account needs the role `view-clients`, from Keycloak 26.8 `manage-clients`

    exit 1
    error: client/nobody does not exist
      help: check its name and the target; `realmform plan` shows what does not exist yet

    exit 1
    error: client/https://sp.example.com/saml does not exist
      help: check its name and the target; `realmform plan` shows what does not exist yet

    exit 1
    error: `realmRole/bff` is not a client, and only clients have secrets
      help: pass a client, such as `neon-svc-bff` or `client/neon-svc-bff`

    exit 1
    error: `client/` is not a client, and only clients have secrets
      help: pass a client, such as `neon-svc-bff` or `client/neon-svc-bff`
    ");
}
