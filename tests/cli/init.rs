//! A project that `init` begins: what it writes, that its plan runs, and what it refuses.

use super::{checked, fine, refused};
use crate::support::Project;

#[test]
fn a_project_in_a_file_is_planned_and_applied_at_once() {
    let project = Project::new();
    let said = fine(&project, &["init", "--realm", "shop", "--no-input"]);
    insta::assert_snapshot!(said, @"
    Wrote realmform.toml, realm/realm.toml and .gitignore.

    Next:
      realmform plan    shows what would change, and writes nothing
      realmform apply   does it
    ");
    insta::assert_snapshot!(project.read("realmform.toml"), @r#"
    # The project: what `realmform` plans and applies against. What is desired is in realm/ and lookups/.
    schema = 1

    # A realm in a file, which needs no server.
    [targets.embedded]
    export = ".realmform/realm.json"
    realm = "shop"
    "#);
    let plan = fine(&project, &["plan"]);
    assert!(plan.contains("Realm `shop` does not exist; this plan creates it."), "{plan}");
    fine(&project, &["apply", "--yes"]);
    assert!(fine(&project, &["plan"]).contains("No changes"));
    assert!(fine(&project, &["fmt", "--check"]).is_empty());
}

#[test]
fn all_options_together_make_a_sound_project() {
    let project = Project::new();
    fine(
        &project,
        &[
            "init",
            "--realm",
            "my shop",
            "--database",
            "sqlite:.realmform/lookups.db",
            "--ownership",
            "managed",
            "--no-input",
        ],
    );
    assert!(project.read("realmform.toml").contains("client = \"managed\""));
    assert!(fine(&project, &["plan"]).contains("my shop"));
    let owned = fine(&project, &["owned"]);
    assert!(owned.contains("Project my shop owns"), "{owned}");
}

#[test]
fn a_project_on_a_server_says_which_secret_it_needs() {
    for database in ["postgres://app@db/app", "mysql://app@db/app", "mariadb://app@db/app"] {
        let project = Project::new();
        let said = fine(
            &project,
            &["init", "--realm", "shop", "--keycloak", "https://sso.example.com", "--database", database, "--no-input"],
        );
        assert!(said.contains("export SERVER_CLIENT_SECRET=") && said.contains("export DATABASE_PASSWORD="), "{said}");
        assert!(fine(&project, &["lint"]).contains("No findings"));
        assert!(refused(&project, &["plan"]).contains("environment variable SERVER_CLIENT_SECRET is not set"));
    }
}

#[test]
fn what_is_there_already_stays() {
    let project = super::project();
    insta::assert_snapshot!(refused(&project, &["init", "--realm", "shop", "--no-input"]), @"
    exit 1
    error: realmform.toml already exists in <project>; nothing was written
      help: run `realmform plan` to use this project, or choose another directory with -C DIR
    ");
    assert_eq!(project.read("realmform.toml"), super::CONFIG);
    let project = Project::new();
    project.file(".gitignore", "/target\n/.realmform/");
    fine(&project, &["init", "--realm", "shop", "--no-input"]);
    let ignored = project.read(".gitignore");
    assert!(ignored.starts_with("/target\n/.realmform/\n") && ignored.contains("/secrets/\n"), "{ignored}");
    assert_eq!(ignored.matches("/.realmform/").count(), 1);
}

#[test]
fn answers_that_make_no_project_write_nothing() {
    for arguments in [
        &["--keycloak", "sso.example.com"][..],
        &["--keycloak", "https://ann:hush-hush@sso.example.com"],
        &["--database", "postgres://ann:hush-hush@db/app"],
        &["--database", "mysql://ann:hush-hush@db/app"],
    ] {
        let project = Project::new();
        let output = checked(&project, &[&["init", "--realm", "shop", "--no-input"], arguments].concat());
        assert_eq!(output.status, 1, "{output:#?}");
        assert!(!format!("{output:?}").contains("hush-hush"), "{output:#?}");
        assert!(!project.path().join("realmform.toml").exists() && !project.path().join("realm").exists());
    }
    let project = Project::new();
    insta::assert_snapshot!(refused(&project, &["init"]), @"
    exit 1
    error: no realm is named, and there is nobody to ask
      help: pass `--realm NAME`, or run it on a terminal
    ");
}
