//! `--only` and `--except`: a part of the plan, with all that it waits for.

use serde_json::Value;

use crate::support::Project;
use crate::{checked, fine, only_names, project_on, refused};

const EXPORT: &str = r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "old-web"},
    {"id": "2", "clientId": "worker", "protocolMappers": [{"id": "3", "name": "m",
        "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "old-web"}}]}]}"#;

const TOML: &str = r#"
[realm]
displayName = "Chosen"

[clients.web]
name = "Web"

[clients.api]
bearerOnly = true

[roles.client.api."doc:read"]

[roles.realm.Reader]
composites.client.api = ["doc:read"]

[groups."/neon"]
realmRoles = ["Reader"]

[[moved]]
kind = "client"
from = "old-web"
to = "web"
"#;

fn chosen() -> Project {
    let project = project_on(EXPORT);
    only_names(&project);
    project.file("realm/realm.toml", TOML);
    project
}

#[test]
fn what_is_chosen_is_planned_with_what_it_refers_to() {
    let project = chosen();
    insta::assert_snapshot!(fine(&project, &["plan", "--only", "group/*"]), @"
    Plan for embedded: realm demo in realm.json

    Clients
      + client/api
          bearerOnly: true

    Client roles
      + clientRole/api/doc:read

    Realm roles
      + realmRole/Reader
      + grant realmRole/Reader: composites.client.api doc:read

    Groups
      + group/neon
      + grant group/neon: realmRoles Reader

    Plan: 4 to create, 2 grants.
    ");
}

#[test]
fn a_chosen_rename_takes_along_what_names_it() {
    let project = chosen();
    let plan = fine(&project, &["plan", "--only", "client/web"]);
    assert!(plan.contains("client/old-web → client/web") && plan.contains("protocolMapper/client/worker/m"), "{plan}");
    assert!(plan.contains("Plan: 1 to change, 1 to rename."), "{plan}");
}

#[test]
fn only_what_is_chosen_is_applied_and_proved() {
    let project = chosen();
    let said = fine(&project, &["apply", "--yes", "--only", "client/*", "--except", "client/api"]);
    assert!(said.contains("Verified: No changes. 1 object compared"), "{said}");
    let realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    assert_eq!((&realm["clients"][0]["clientId"], &realm["displayName"]), (&"web".into(), &Value::Null));
    assert_eq!(realm["clients"].as_array().map(Vec::len), Some(2), "{realm}");
    assert!(fine(&project, &["plan"]).contains("+ client/api"));
}

#[test]
fn what_waits_for_something_left_out_is_left_out_too_and_told() {
    let project = chosen();
    let output = checked(&project, &["plan", "--except", "clientRole/*"]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!(
        output.stderr,
        "note: left out, because they depend on objects excluded by --except: realmRole/Reader\n"
    );
    assert!(!output.stdout.contains("doc:read") && output.stdout.contains("+ grant group/neon"), "{}", output.stdout);
}

#[test]
fn a_saved_plan_holds_what_was_chosen_and_nothing_else() {
    let project = chosen();
    fine(&project, &["plan", "--only", "realm", "--out", "plan.json"]);
    let said = fine(&project, &["apply", "plan.json"]);
    assert!(said.contains("Applied 1 step.") && said.contains("Verified: No changes."), "{said}");
    assert!(project.read("realm.json").contains("old-web"));
    insta::assert_snapshot!(refused(&project, &["apply", "plan.json", "--only", "realm"]), @"
    exit 1
    error: a saved plan is applied as a whole: --only and --except cannot be used with it
      help: use them when you create the plan: `realmform plan --only ADDRESS --out FILE`
    ");
}

#[test]
fn a_choice_that_means_nothing_is_an_error() {
    insta::assert_snapshot!(refused(&chosen(), &["plan", "--only", "clients/web"]), @"
    exit 1
    error: no object matches `clients/web`; did you mean `client/web`?
      help: use addresses as plans show them, such as `client/neon-web` or `clientRole/neon-*`; `*` matches any characters
    ");
}
