//! `diff`: any two of project, target and export, as the plan that would make the one into the other.

use serde_json::{Value, json};

use super::{checked, fine, plain, refused};
use crate::support::{Output, Project};

const CONFIG: &str = "schema = 1\ndefault_target = \"dev\"\n\n[targets.dev]\nexport = \"dev.json\"\nrealm = \"shop-dev\"\n\n\
                      [targets.prod]\nexport = \"prod.json\"\nrealm = \"shop\"\n\n[values]\nhost = \"dev.example.com\"\n\n\
                      [targets.prod.values]\nhost = \"example.com\"\n";

fn project() -> Project {
    let project = Project::new();
    project.file("realmform.toml", CONFIG);
    project.file(
        "realm/clients.toml",
        "[realm]\nenabled = true\n\n[clients.web]\npublicClient = true\nredirectUris = [\"https://${host}/*\"]\n\n[roles.realm.staff]\n",
    );
    project.file(
        "realm/clients.dev.toml",
        "[clients.web]\nname = \"Web (dev)\"\n\n[clients.probe]\npublicClient = true\n",
    );
    super::only_names(&project);
    project
}

/// What the two differ in.
#[track_caller]
fn differs(project: &Project, arguments: &[&str]) -> Output {
    let output = checked(project, &[&["diff"], arguments].concat());
    assert_eq!(output.status, 2, "{output:#?}");
    output
}

#[test]
fn two_targets_of_one_project_differ_in_their_values_and_files() {
    let project = project();
    insta::assert_snapshot!(plain(&project, &differs(&project, &[".@dev", ".@prod"]).stdout), @r#"
    Plan for .@dev -> .@prod

    Clients
      ~ client/web
          name: "Web (dev)" → absent
          redirectUris:
            + "https://example.com/*"
            - "https://dev.example.com/*"

    Deletions and what they affect
      - client/probe

    Risks
      ! client/web redirectUris: redirect URI https://example.com/*
      + warning client/redirect-wildcard: client/web: the wildcard in `https://example.com/*` matches every path that starts the same way
      - warning client/pkce-missing: client/probe: this public client uses the authorization code flow without enforcing PKCE
      - warning client/redirect-missing: client/probe: a login flow is enabled, but the client has no redirect URI
      - warning client/redirect-wildcard: client/web: the wildcard in `https://dev.example.com/*` matches every path that starts the same way

    Whom it affects
      ! client/probe: applications that use the client ID `probe` can no longer sign in

    Plan: 1 to change, 1 to delete.
    This plan adds 1 lint finding and resolves 3.
    "#);
    let back = differs(&project, &[".@prod", ".@dev"]).stdout;
    assert!(back.contains("+ client/probe") && !back.contains("- client/probe"), "{back}");
    assert_eq!(fine(&project, &["diff", ".@dev", "."]).lines().next(), Some("Plan for .@dev -> ."));
}

#[test]
fn what_a_project_declares_is_compared_with_what_is_live_and_with_an_export() {
    let project = project();
    fine(&project, &["apply", "--yes"]);
    for there in ["target:dev", "dev.json"] {
        fine(&project, &["diff", there, "."]);
        let text = differs(&project, &[there, ".@prod"]).stdout;
        assert!(text.contains("https://example.com/*") && !text.contains("client/probe"), "{text}");
    }
    // Two that were made alike are alike, whatever their realms are called.
    project.file("same.json", &project.read("dev.json").replace("shop-dev", "shop-test"));
    fine(&project, &["diff", "dev.json", "same.json"]);
    fine(&project, &["diff", "same.json", "target:dev"]);
}

#[test]
fn what_one_export_lacks_is_to_go() {
    let project = project();
    let client = json!({"clientId": "web", "publicClient": true, "name": "Web", "attributes": {"a": "1", "b": "2"}});
    let export = |clients: Value, roles: Value| {
        json!({"realm": "shop", "enabled": true, "clients": clients, "roles": {"realm": roles}}).to_string()
    };
    project.file(
        "old.json",
        &export(json!([client, {"clientId": "gone", "secret": "hush-hush"}]), json!([{"name": "staff"}])),
    );
    let mut new = client.clone();
    new["attributes"] = json!({"a": "1"});
    new["name"] = json!("Shop");
    project.file("new.json", &export(json!([new]), json!([{"name": "staff"}, {"name": "guest"}])));
    let output = differs(&project, &["old.json", "new.json"]);
    assert!(!format!("{output:?}").contains("hush-hush"));
    insta::assert_snapshot!(plain(&project, &output.stdout), @r#"
    Plan for old.json -> new.json

    Clients
      ~ client/web
          attributes.b: "2" → absent
          name: "Web" → "Shop"

    Realm roles
      + realmRole/guest

    Deletions and what they affect
      - client/gone

    Risks
      - warning client/redirect-missing: client/gone: a login flow is enabled, but the client has no redirect URI

    Whom it affects
      ! client/gone: applications that use the client ID `gone` can no longer sign in

    Plan: 1 to create, 1 to change, 1 to delete.
    This plan resolves 1 lint finding.
    "#);
    for (format, part) in [("json", "\"delete\": 1"), ("markdown", "client/gone"), ("html", "client/gone")] {
        let output = differs(&project, &["old.json", "new.json", "--format", format]);
        assert!(output.stdout.contains(part), "{format}: {output:#?}");
        assert!(!format!("{output:?}").contains("hush-hush"), "{format}");
    }
}

#[test]
fn nothing_is_written_and_what_cannot_be_compared_is_told() {
    let project = project();
    differs(&project, &[".@dev", ".@prod"]);
    assert!(!project.path().join("dev.json").exists() && !project.path().join("prod.json").exists());
    let said = |arguments: &[&str]| refused(&project, &[&["diff"], arguments].concat());
    insta::assert_snapshot!(said(&[".", "elsewhere"]), @"
    exit 1
    error: `<project>/elsewhere` is no project, export or target
      help: write a directory with realmform.toml, `target:NAME`, or a file that ends in .json
    ");
    assert!(said(&[".", ".@prdo"]).contains("unknown target `prdo`; did you mean `prod`?"));
    assert!(said(&[".", "target:dev"]).contains("nothing to compare: target `dev` does not exist yet"));
    assert!(said(&[".", "gone.json"]).contains("gone.json"));
}
