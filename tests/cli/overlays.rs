//! Files for one target: they are laid over what the others declare, and nobody else reads them.

use super::{checked, fine, plain, refused};
use crate::support::Project;

const CONFIG: &str = "schema = 1\ndefault_target = \"dev\"\n\n[targets.dev]\nexport = \"dev.json\"\nrealm = \"shop\"\n\n\
                      [targets.prod]\nexport = \"prod.json\"\nrealm = \"shop\"\n";

fn project() -> Project {
    let project = Project::new();
    project.file("realmform.toml", CONFIG);
    project.file(
        "realm/clients.toml",
        "[realm]\nenabled = true\n\n[clients.web]\npublicClient = true\nname = \"Web\"\nredirectUris = [\"https://dev.example/*\"]\n\
         attributes = { a = \"1\", b = \"2\" }\n",
    );
    project.file(
        "realm/clients.prod.toml",
        "[clients.web]\nredirectUris = [\"https://example.com/*\"]\nattributes = { b = \"3\", c = \"4\" }\n\n[clients.probe]\npublicClient = true\n",
    );
    super::only_names(&project);
    project
}

fn client(project: &Project, file: &str, id: &str) -> serde_json::Value {
    let export: serde_json::Value = serde_json::from_str(&project.read(file)).unwrap();
    let clients = export["clients"].as_array().unwrap();
    clients.iter().find(|it| it["clientId"] == id).cloned().unwrap_or_default()
}

#[test]
fn an_overlay_wins_field_by_field_and_only_for_its_target() {
    let project = project();
    fine(&project, &["apply", "--yes"]);
    fine(&project, &["apply", "--yes", "--target", "prod"]);
    let (dev, prod) = (client(&project, "dev.json", "web"), client(&project, "prod.json", "web"));
    assert_eq!(dev["redirectUris"], serde_json::json!(["https://dev.example/*"]));
    assert_eq!(prod["redirectUris"], serde_json::json!(["https://example.com/*"]));
    assert_eq!((&dev["name"], &prod["name"]), (&"Web".into(), &"Web".into()));
    let attributes = |client: &serde_json::Value| {
        ["a", "b", "c"].map(|key| client["attributes"][key].as_str().unwrap_or("-").to_owned())
    };
    assert_eq!(
        (attributes(&dev), attributes(&prod)),
        (["1", "2", "-"].map(str::to_owned), ["1", "3", "4"].map(str::to_owned))
    );
    assert!(client(&project, "dev.json", "probe").is_null());
    assert_eq!(client(&project, "prod.json", "probe")["publicClient"], true);
}

#[test]
fn an_empty_table_or_list_of_an_overlay_is_empty() {
    let project = project();
    project.file("realm/clients.prod.toml", "[clients.web]\nredirectUris = []\nattributes = {}\n");
    fine(&project, &["apply", "--yes", "--target", "prod"]);
    let web = client(&project, "prod.json", "web");
    assert_eq!(web["redirectUris"], serde_json::json!([]));
    assert!(web["attributes"].as_object().is_none_or(serde_json::Map::is_empty), "{web}");
}

#[test]
fn two_overlays_of_one_object_are_declared_twice_and_a_mistake_has_the_overlays_place() {
    let project = project();
    project.file("realm/more.prod.toml", "[clients.web]\nname = \"x\"\npublicClient = \"yes\"\n");
    assert_eq!(checked(&project, &["lint"]).status, 0);
    let output = checked(&project, &["lint", "--target", "prod"]);
    assert_eq!(output.status, 4, "{output:#?}");
    insta::assert_snapshot!(plain(&project, &output.stdout), @r#"
    config/wrong-type

      × `publicClient` must be a boolean (true or false), found a string
       ╭─[realm/more.prod.toml:3:1]
     2 │ name = "x"
     3 │ publicClient = "yes"
       · ──────────┬─────────
       ·           ╰── client/web
       ╰────
      help: remove the quotes

    config/declared-twice

      × `client/web` is declared twice
       ╭─[realm/more.prod.toml:1:1]
     1 │ [clients.web]
       · ──────┬──────
       ·       ╰── client/web
     2 │ name = "x"
       ╰────
      help: merge both declarations into one
      ☞ first declared here
       ╭─[realm/clients.prod.toml:1:1]
     1 │ [clients.web]
       · ─────────────
     2 │ redirectUris = ["https://example.com/*"]
       ╰────

    2 errors.
    "#);
}

#[test]
fn a_file_for_no_target_is_an_error_and_not_passed_over() {
    let project = project();
    project.file("realm/clients.prdo.toml", "[clients.web]\nname = \"x\"\n");
    insta::assert_snapshot!(refused(&project, &["plan"]), @r#"
    exit 4
    config/unknown-target

      × `realm/clients.prdo.toml` is for the unknown target `prdo`; did you mean `prod`?
       ╭─[realm/clients.prdo.toml:1:1]
     1 │ [clients.web]
       · ▲
     2 │ name = "x"
       ╰────
      help: a name before `.toml` after a dot is that of the only target that reads the file (`dev`, `prod`,
            `live`); rename the file to `clients-prdo.toml` if it is for every target

    1 error.
    "#);
}

#[test]
fn a_rename_by_lint_is_made_in_the_files_of_every_target() {
    let project = project();
    project.file("realm/clients.toml", "[clients.Web]\npublicClient = true\n");
    project.file("realm/clients.prod.toml", "[clients.Web]\nname = \"x\"\n[roles.client.Web.reader]\n");
    project.file("policies/names.toml", "[[naming]]\nkind = \"client\"\nname = \"<a>\"\nparts.a = \"kebab-case\"\n");
    fine(&project, &["lint", "--fix"]);
    assert!(project.read("realm/clients.toml").contains("[clients.web]"));
    let overlay = project.read("realm/clients.prod.toml");
    assert!(overlay.contains("[clients.web]") && overlay.contains("[roles.client.web.reader]"), "{overlay}");
    assert!(!overlay.contains("moved"), "the rename is every target's: {overlay}");
    assert!(fine(&project, &["lint", "--target", "prod"]).contains("No findings"));
}

#[test]
fn a_saved_plan_knows_whether_a_file_of_its_target_has_changed() {
    let project = project();
    fine(&project, &["plan", "--target", "prod", "--out", "plan.json"]);
    project.file("realm/clients.prod.toml", "[clients.web]\nname = \"changed\"\n");
    let output = checked(&project, &["apply", "plan.json"]);
    assert!(output.stderr.contains("the files have changed since this plan was created"), "{output:#?}");
    assert_eq!(output.status, 0);
}
