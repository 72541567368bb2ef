//! Exit codes and the forms of a plan.

use serde_json::Value;

use super::{checked, fine, project, project_on};
use crate::support::Project;

/// A project with every form of change: made, changed, renamed, granted.
fn changing() -> Project {
    let project = project_on(
        r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "old", "secret": "kept-1", "enabled": true}],
            "roles": {"realm": [{"id": "2", "name": "reader", "description": "before"}]}}"#,
    );
    project.file("realm/clients.toml", "[clients.new]\nenabled = false\n");
    project.file("realm/moved.toml", "[[moved]]\nkind = \"client\"\nfrom = \"old\"\nto = \"new\"\n");
    project.file("realm/roles.toml", "[roles.realm.reader]\ndescription = \"after\"\n[roles.realm.writer]\n");
    project.file("realm/groups.toml", "[groups.\"/staff\"]\nrealmRoles = [\"reader\"]\n");
    project
}

#[test]
fn the_detailed_exit_code_tells_changes() {
    let project = changing();
    assert_eq!(checked(&project, &["plan"]).status, 0);
    assert_eq!(checked(&project, &["plan", "--detailed-exitcode"]).status, 2);
    fine(&project, &["apply", "--yes"]);
    assert_eq!(checked(&project, &["plan", "--detailed-exitcode"]).status, 0);
}

#[test]
fn the_json_is_of_the_documented_version_and_holds_no_secret() {
    let project = changing();
    let text = fine(&project, &["plan", "--format", "json"]);
    assert!(!text.contains("kept-1"), "{text}");
    let plan: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&plan["format"], &plan["version"]), (&"realmform-plan".into(), &1.into()));
    assert_eq!((&plan["target"], &plan["realm"]), (&"embedded".into(), &"demo".into()));
    let counts = &plan["counts"];
    assert_eq!((&counts["create"], &counts["change"], &counts["rename"]), (&2.into(), &1.into(), &1.into()), "{text}");
}

#[test]
fn the_markdown_of_a_large_plan_fits_a_comment() {
    let project = project();
    let roles: String =
        (0..3000).map(|n| format!("[roles.realm.role-{n}]\ndescription = \"{}\"\n", "long ".repeat(30))).collect();
    project.file("realm/roles.toml", &roles);
    let text = fine(&project, &["plan", "--format", "markdown"]);
    assert!(text.chars().count() < 60_000, "{}", text.len());
    assert!(text.contains("3000") || text.contains("3,000") || text.contains("3001"), "{}", &text[..500]);
    assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
}

#[test]
fn the_same_plan_is_the_same_byte_for_byte() {
    let project = changing();
    for format in ["text", "json", "markdown"] {
        let plan = || project.run(&["plan", "--format", format]).stdout;
        let first = plan();
        assert!(!first.is_empty());
        assert_eq!(first, plan());
    }
}

#[test]
fn a_pipeline_gets_no_colours_and_a_terminal_that_wants_none_neither() {
    let project = changing();
    // An empty NO_COLOR is none: what keeps the colours away is the pipe.
    project.env("NO_COLOR", "");
    checked(&project, &["plan"]);
    project.env("CLICOLOR_FORCE", "1");
    assert!(project.run(&["plan"]).stdout.contains('\u{1b}'));
    project.env("NO_COLOR", "1");
    checked(&project, &["plan"]);
}

#[test]
fn a_plan_writes_nothing() {
    let project = changing();
    let before = project.read("realm.json");
    fine(&project, &["plan"]);
    assert_eq!(project.read("realm.json"), before);
    let fresh = super::project_on_database();
    fresh.file("lookups/a.toml", "[lookups.colour]\nvalues.red = {}\n");
    fine(&fresh, &["plan"]);
    assert!(!fresh.path().join("lookups.db").exists());
}

#[test]
fn a_table_is_made_after_those_that_it_refers_to() {
    let project = super::project_on_database();
    project.file("lookups/a.toml", "[lookups.colour]\nvalues.red = {}\n");
    let plan: Value = serde_json::from_str(&fine(&project, &["plan", "--format", "json"])).unwrap();
    let steps = plan["steps"].as_array().unwrap();
    let place = |name: &str| {
        let address = format!("table/{name}");
        steps.iter().position(|step| step["address"] == address.as_str()).unwrap()
    };
    let pairs = [("lookup", "lookup_type"), ("lookup_label", "lookup"), ("lookup_type_label", "lookup_type")];
    for (table, other) in pairs {
        assert!(place(table) > place(other), "{table} before {other}");
    }
}

#[test]
fn many_warnings_do_not_bury_the_plan() {
    let project = project();
    let clients = |number: usize| -> String {
        let open = "publicClient = true\nstandardFlowEnabled = true\nredirectUris = [\"https://a.example.com/*\"]\nattributes.\"pkce.code.challenge.method\" = \"S256\"\n";
        (0..number).map(|client| format!("[clients.c{client:02}]\n{open}\n")).collect()
    };
    project.file("realm/clients.toml", &clients(10));
    let output = checked(&project, &["plan"]);
    assert_eq!(output.stderr.matches("client/redirect-wildcard").count(), 10);
    assert!(output.stderr.ends_with("\n10 warnings.\n"), "{}", output.stderr);
    project.file("realm/clients.toml", &clients(25));
    let output = checked(&project, &["plan"]);
    assert_eq!(output.stderr.matches("client/redirect-wildcard").count(), 10);
    assert!(
        output.stderr.ends_with("… and 15 more; run `realmform lint` to see all\n\n25 warnings.\n"),
        "{}",
        output.stderr
    );
}
