//! A server that `realmform.toml` names: whatever works with the target `live` works there.

use serde_json::{Value, json};

use crate::story::{Story, done, text};
use crate::support::{Database, Project};

const TOML: &str = r#"
[realm]
displayName = "Shop"

[clients.web]
publicClient = true
redirectUris = ["https://web.example/*"]
"#;

/// A realm that the project knows as `prod`, while the environment names another server.
fn story() -> Story {
    let story = Story::new(TOML);
    let (url, user) = (story.keycloak.base_url(), story.keycloak.admin_username());
    let config = format!(
        "schema = 1\ndefault_target = \"prod\"\n\n[targets.prod]\nkeycloak = \"{url}\"\nrealm = \"{}\"\nusername = \"{user}\"\n\
         password = {{ env = \"PROD_PASSWORD\" }}\n",
        story.realm
    );
    story
        .project
        .file("realmform.toml", &config)
        .env("PROD_PASSWORD", story.keycloak.admin_password())
        .env("KEYCLOAK_ADMIN_URL", "http://127.0.0.1:1/admin/realms/other")
        .env("KEYCLOAK_ADMIN_USERNAME", "nobody")
        .env("KEYCLOAK_ADMIN_PASSWORD", "of-nobody");
    story
}

#[test]
fn a_named_server_is_planned_applied_watched_and_imported() {
    let story = story();
    let run = |arguments: &[&str]| done(story.project.run(arguments));
    let plan = run(&["plan", "--out", "plan.json"]);
    let head = plan.lines().next().unwrap_or_default();
    assert!(head.starts_with("Plan for prod: ") && head.contains(&story.realm), "{plan}");
    assert!(plan.contains("client/web"), "{plan}");

    let said = run(&["apply", "plan.json", "--report", "report.json"]);
    assert!(said.contains("Verified: "), "{said}");
    let report: Value = serde_json::from_str(&story.project.read("report.json")).unwrap();
    assert_eq!((&report["target"], &report["exit"]), (&json!("prod"), &json!(0)));
    assert_eq!(text(&story.get("")["displayName"]), "Shop");
    assert_eq!(story.project.run(&["plan", "--detailed-exitcode"]).status, 0);

    // It is what it is, and what the files say.
    let whole = run(&["import", "--all", "--out", "before"]);
    assert!(whole.starts_with("Wrote"), "{whole}");
    run(&["diff", "target:prod", "target:prod"]);
    run(&["diff", "target:prod", "."]);

    let mut realm = story.get("");
    realm["displayName"] = json!("By hand");
    story.put("", &realm);
    assert!(run(&["plan", "--drift"]).contains("By hand"));
    let differs = story.project.run(&["diff", "before@prod", "target:prod"]);
    assert!(differs.status == 2 && differs.stdout.contains("\"Shop\" → \"By hand\""), "{differs:?}");
    assert_eq!(differs.stdout.matches(" → ").count(), 1, "nothing else differs: {differs:?}");

    assert!(run(&["unlock"]).contains("not locked"));
    // What was imported is a project that plans against the same server.
    run(&["import", "--out", "imported"]);
    let again = story.project.run_at(&story.project.path().join("imported"), &["plan", "--detailed-exitcode"]);
    assert_eq!(again.status, 0, "{again:?}");
    assert!(again.stdout.contains("No changes"), "{again:?}");
}

#[test]
fn a_lock_of_somebody_else_holds_for_a_named_server_too() {
    let story = story();
    let holder = "pid=42 who=alice@build-7 since=2026-11-26T12:00:00Z version=0.1.0 run=5f";
    let attributes = json!({"realmform.holder": holder, "realmform.expires": "99999999999"});
    let lock = json!({"name": "realmform-lock", "protocol": "openid-connect", "attributes": attributes});
    story.post("/client-scopes", &lock);
    let output = story.project.run(&["apply", "--yes"]);
    assert_eq!(output.status, 7, "{output:?}");
    assert!(output.stderr.contains("alice@build-7"), "{output:?}");
    assert!(done(story.project.run(&["unlock", "--force"])).contains("alice@build-7"));
    assert_eq!(story.project.run(&["apply", "--yes"]).status, 0);
}

/// The password is the one that the target names, and no other.
#[test]
fn a_named_database_gets_its_own_password_or_none() {
    for database in Database::servers() {
        let (account, _) = database.url.split_once('@').unwrap();
        let (_, password) = account.rsplit_once(':').unwrap();
        let project = Project::new();
        let target = format!("[targets.prod]\ndatabase = \"{}\"\n", database.of("realmform"));
        let config = |more: &str| format!("schema = 1\ndefault_target = \"prod\"\n\n{target}{more}");
        let own = "database_password = { env = \"PROD_DATABASE_PASSWORD\" }\n";
        project.file("lookups/place.toml", "[lookups.place]\nvalues.earth.sort = 1\n");
        project.file("realmform.toml", &config(own)).env("PROD_DATABASE_PASSWORD", password);
        for variable in ["PGPASSWORD", "MYSQL_PWD"] {
            project.env(variable, "of-another");
        }
        done(project.run(&["apply", "--yes"]));
        assert_eq!(database.number("(select count(*) from lookup)"), 1);
        project.file("realmform.toml", &config(""));
        for variable in ["PGPASSWORD", "MYSQL_PWD"] {
            project.env(variable, password);
        }
        let output = project.run(&["plan"]);
        assert_eq!(output.status, 3, "{output:#?}");
        assert!(output.stderr.contains("rejected the credentials"), "{output:#?}");
    }
}
