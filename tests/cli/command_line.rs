//! The command line itself: what is no command, no project, no target.

use super::{checked, fine, plain, project, refused};
use crate::support::Project;

#[test]
fn a_wrong_command_line_ends_with_1_and_not_with_2() {
    let project = project();
    insta::assert_snapshot!(refused(&project, &["paln"]), @r#"
    exit 1
    error: unrecognized subcommand 'paln'

      tip: some similar subcommands exist: 'man', 'plan'

    Usage: realmform [OPTIONS] <COMMAND>

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(refused(&project, &["plan", "--taget", "live"]), @r#"
    exit 1
    error: unexpected argument '--taget' found

      tip: a similar argument exists: '--target'

    Usage: realmform plan --target <NAME>

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(refused(&project, &["plan", "--format", "yaml"]), @r#"
    exit 1
    error: invalid value 'yaml' for '--format <FORMAT>'
      [possible values: text, markdown, json, gitlab, html]

    For more information, try '--help'.
    "#);
    insta::assert_snapshot!(refused(&project, &["import"]), @r#"
    exit 1
    error: the following required arguments were not provided:
      --out <DIR>

    Usage: realmform import --out <DIR> [EXPORT]

    For more information, try '--help'.
    "#);
    assert!(refused(&project, &[]).starts_with("exit 1\n"));
}

#[test]
fn help_is_no_error() {
    let project = project();
    for arguments in [["--help"].as_slice(), &["plan", "--help"], &["--version"], &["help", "apply"]] {
        let output = checked(&project, arguments);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(!output.stdout.is_empty());
    }
}

#[test]
fn help_says_what_a_command_needs_and_sets_its_own_options_apart() {
    let project = project();
    for (command, needs) in [
        ("lint", "needs a project or realm exports, no server"),
        ("plan", "needs a project (realmform.toml) and its target"),
        ("apply", "needs a project (realmform.toml) and its target"),
    ] {
        let help = fine(&project, &[command, "--help"]);
        assert!(help.lines().next().unwrap().contains(needs), "{help}");
        let (own, global) = help.split_once("\nGlobal options:\n").unwrap();
        for option in ["--directory", "--verbose", "--log-format", "--log-file"] {
            assert!(global.contains(option) && !own.contains(option), "{option} in {help}");
        }
    }
}

#[test]
fn where_nothing_is_declared_nothing_is_compared() {
    let project = super::project_on(r#"{"realm": "demo"}"#);
    project.file("lookups/colour.toml", "[lookups.colour]\n");
    insta::assert_snapshot!(fine(&project, &["plan"]), @"
    Plan for embedded: realm demo in realm.json
    Nothing to compare: the files declare no objects for this target or selection.
    ");
}

#[test]
fn a_folder_without_a_project_is_told_how_to_make_one() {
    let project = Project::new();
    for command in [["plan"].as_slice(), &["lint"], &["apply", "--yes"], &["import", "--out", "x"]] {
        let told = refused(&project, command);
        assert!(told.starts_with("exit 1\nerror: could not find realmform.toml in"), "{told}");
    }
    insta::assert_snapshot!(refused(&project, &["plan"]), @"
    exit 1
    error: could not find realmform.toml in `<project>`
      help: run in the project's folder or pass `-C DIR`; to create a project, run `realmform init` or `realmform import`
    ");
}

#[test]
fn a_target_that_is_none_lists_those_there_are() {
    let project = project();
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "embeded"]), @"
    exit 1
    error: unknown target `embeded`; did you mean `embedded`?
      help: choose one of `embedded`, `live` with --target or `default_target`, or add `[targets.embeded]` to realmform.toml
    ");
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "production"]), @"
    exit 1
    error: unknown target `production`
      help: choose one of `embedded`, `live` with --target or `default_target`, or add `[targets.production]` to realmform.toml
    ");
}

#[test]
fn a_target_with_nothing_in_it_is_told() {
    let project = project();
    project.file("realmform.toml", "schema = 1\n[targets.embedded]\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 1
    error: target `embedded` is empty
      help: set `export = "realm.json"` or `keycloak = "https://…"`, `database = "sqlite:lookups.db"`, or both
    "#);
}

#[test]
fn what_the_environment_lacks_for_live_is_named() {
    let project = project();
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "live"]), @r#"
    exit 1
    error: target `live` is empty: neither KEYCLOAK_ADMIN_URL nor DATABASE_URL is set
      help: set one of them, or both; docs/targets.md lists all variables
    "#);
    project.env("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:9/admin/realms/demo");
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "live"]), @r#"
    exit 1
    error: KEYCLOAK_ADMIN_URL is set, but no account to sign in with
      help: set KEYCLOAK_ADMIN_CLIENT_ID and KEYCLOAK_ADMIN_CLIENT_SECRET, or KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD
    "#);
    project.env("KEYCLOAK_ADMIN_USERNAME", "admin");
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "live"]), @r#"
    exit 1
    error: KEYCLOAK_ADMIN_PASSWORD is not set, but KEYCLOAK_ADMIN_USERNAME is
      help: set KEYCLOAK_ADMIN_PASSWORD in the environment
    "#);
    project.env("KEYCLOAK_ADMIN_PASSWORD", "admin").env("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:9");
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "live"]), @r#"
    exit 1
    error: no realm is set: KEYCLOAK_ADMIN_URL does not end in /admin/realms/<realm>
      help: add it to the URL, or set KEYCLOAK_REALM
    "#);
    project.env("KEYCLOAK_ADMIN_URL", "127.0.0.1:9/admin/realms/demo");
    insta::assert_snapshot!(refused(&project, &["plan", "--target", "live"]), @r#"
    exit 1
    error: invalid KEYCLOAK_ADMIN_URL: relative URL without a base
      help: write it as https://host/admin/realms/<realm>, or as https://host and set KEYCLOAK_REALM
    "#);
}

#[test]
fn a_database_url_that_is_none_is_refused_and_not_repeated() {
    let project = project();
    for url in [
        "oracle://app:hush-hush@127.0.0.1/x",
        "postgres://app:hush-hush@[::1/x",
        "mysql://app:hush-hush@[::1/x",
        "mysql://app:hush-hush@127.0.0.1",
        "mariadb://app@127.0.0.1/x?password=hush-hush",
        "hush-hush",
    ] {
        project.env("DATABASE_URL", url);
        let told = refused(&project, &["plan", "--target", "live"]);
        assert!(told.starts_with("exit 1\nerror: invalid database URL"), "{told}");
        assert!(!told.contains("hush-hush"), "{told}");
    }
}

#[test]
fn apply_asks_and_where_nobody_can_be_asked_it_says_so() {
    let project = project();
    project.file("realm/roles.toml", "[roles.realm.reader]\n");
    let output = checked(&project, &["apply"]);
    insta::assert_snapshot!(plain(&project, &output.stdout), @"
    Plan for embedded: realm demo in realm.json
    Realm `demo` does not exist; this plan creates it.

    Realm
      + realm

    Realm roles
      + realmRole/reader

    Plan: 2 to create.
    ");
    insta::assert_snapshot!(super::told(&project, &output), @r#"
    exit 1
    error: cannot ask for confirmation: standard input is not a terminal
      help: add --yes to apply the plan without confirmation
    "#);
    assert!(!project.path().join("realm.json").exists());
}

#[test]
fn what_is_wrong_with_the_files_is_told_though_the_server_never_answers() {
    // Connections are taken, and no more.
    let silent = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let project = project();
    let url = format!("http://{}/admin/realms/demo", silent.local_addr().unwrap());
    project.env("KEYCLOAK_ADMIN_URL", &url).env("KEYCLOAK_ADMIN_USERNAME", "admin");
    project.env("KEYCLOAK_ADMIN_PASSWORD", "admin").env("KEYCLOAK_TIMEOUT", "600");
    let told_at_once = |toml: &str, code: &str| {
        project.file("realm/clients.toml", toml);
        let started = std::time::Instant::now();
        let told = refused(&project, &["plan", "--target", "live"]);
        assert!(told.contains(code), "{told}");
        assert!(started.elapsed() < std::time::Duration::from_secs(60), "the server was waited for");
    };
    told_at_once("[clients.bff]\nnmae = \"Bff\"\n", "config/unknown-key");
    told_at_once("[clients.bff]\nsecret = { env = \"BFF_SECRET_OF_TESTS\" }\n", "BFF_SECRET_OF_TESTS is not set");
}
