//! What no deletion may do: take more along than the cap allows, or take what Keycloak made, in one step or in two.

use serde_json::{Value, json};

use crate::support::Project;
use crate::{checked, fine, only_names, project_on, refused, told};

fn config(ownership: &str) -> String {
    format!("schema = 1\n[targets.embedded]\nexport = \"realm.json\"\n[ownership]\nproject = \"p\"\n{ownership}")
}

fn project(export: &Value, ownership: &str, toml: &str) -> Project {
    let project = project_on(&export.to_string());
    only_names(&project);
    project.file("realmform.toml", &config(ownership)).file("realm/a.toml", toml);
    project
}

/// A client with sixty roles beside another, a group with sixty groups beside another.
fn full() -> Value {
    let roles: Vec<Value> = (0..60).map(|number| json!({"name": format!("r{number}")})).collect();
    let groups: Vec<Value> = (0..60).map(|number| json!({"name": format!("g{number}")})).collect();
    json!({"realm": "x", "clients": [{"clientId": "big", "publicClient": true}, {"clientId": "c2", "publicClient": true}],
        "roles": {"client": {"big": roles}},
        "groups": [{"name": "top", "subGroups": groups}, {"name": "other"}]})
}

const DECLARED: &str = "[clients.c2]\n[groups.\"/other\"]\n";

#[test]
fn what_falls_along_counts_towards_the_cap_in_its_own_kind() {
    let ownership = "client = \"exclusive\"\nclientRole = \"exclusive\"\ngroup = \"exclusive\"\n";
    let project = project(&full(), ownership, DECLARED);
    insta::assert_snapshot!(refused(&project, &["apply", "--yes"]), @r#"
    exit 4
    ownership/too-many-deletions

      × the plan deletes 60 of 60 objects of the kind clientRole with what contains them, but `max_deletions` is
      │ 30 %
       ╭─[realmform.toml:7:1]
     6 │ client = "exclusive"
     7 │ clientRole = "exclusive"
       · ────────────────────────
     8 │ group = "exclusive"
       ╰────
      help: if this is intended, run again with `--allow-deletes 122`

    ownership/too-many-deletions

      × the plan deletes 61 of 62 objects of the kind group (60 of them with what contains them), but
      │ `max_deletions` is 30 %
       ╭─[realmform.toml:8:1]
     7 │ clientRole = "exclusive"
     8 │ group = "exclusive"
       · ───────────────────
       ╰────
      help: if this is intended, run again with `--allow-deletes 122`

    2 errors.
    "#);
    assert_eq!(checked(&project, &["apply", "--yes", "--allow-deletes", "121"]).status, 4);
    fine(&project, &["apply", "--yes", "--allow-deletes", "122"]);
    assert!(!project.read("realm.json").contains("g59"));
}

#[test]
fn mappers_count_too_and_what_keycloak_made_counts_for_nobody() {
    let mapper =
        |name: &str| json!({"name": name, "protocolMapper": "oidc-audience-mapper", "protocol": "openid-connect"});
    let export = json!({"realm": "x", "clients": [
        {"clientId": "a", "publicClient": true, "protocolMappers": [mapper("1"), mapper("2")]},
        {"clientId": "b", "publicClient": true, "protocolMappers": [mapper("1")]},
        {"clientId": "account", "protocolMappers": [mapper("1"), mapper("2"), mapper("3"), mapper("4"), mapper("5")]}]});
    let project = project(&export, "client = \"exclusive\"\n", "[clients.b]\n");
    let said = refused(&project, &["plan"]);
    assert!(
        said.contains("the plan deletes 2 of 3 objects of the kind protocolMapper with what contains them"),
        "{said}"
    );
    fine(&project, &["plan", "--allow-deletes", "3"]);
}

#[test]
fn what_keycloak_made_is_not_renamed() {
    let export = json!({"realm": "x", "clients": [{"clientId": "account", "name": "${client_account}"}],
        "roles": {"realm": [{"name": "offline_access"}, {"name": "default-roles-x"}], "client": {"account": [{"name": "manage-account"}]}},
        "clientScopes": [{"name": "profile", "description": "OpenID Connect built-in scope: profile"}]});
    for (kind, within, from) in [
        ("client", "", "account"),
        ("realmRole", "", "offline_access"),
        ("realmRole", "", "default-roles-x"),
        ("clientScope", "", "profile"),
        ("clientRole", "client = \"account\"\n", "manage-account"),
    ] {
        let moved = format!(
            "[realm]\nenabled = true\n[[moved]]\nkind = \"{kind}\"\n{within}from = \"{from}\"\nto = \"mine\"\n"
        );
        let project = project(&export, "", &moved);
        for arguments in [&["plan"][..], &["apply", "--yes"]] {
            let said = refused(&project, arguments);
            assert!(said.starts_with("exit 4\n") && said.contains("moved/built-in"), "{from}: {said}");
        }
        assert!(project.read("realm.json").contains(from));
    }
}

#[test]
fn no_chain_of_renames_leads_around_that() {
    let export = json!({"realm": "x", "clients": [{"clientId": "account"}, {"clientId": "web"}]});
    let moved = |from: &str, to: &str| format!("[[moved]]\nkind = \"client\"\nfrom = \"{from}\"\nto = \"{to}\"\n");
    let chain = format!("{}{}", moved("account", "first"), moved("first", "second"));
    let project = project(&export, "", &chain);
    let said = refused(&project, &["plan"]);
    assert!(said.contains("cannot rename client/account to client/second"), "{said}");
}

#[test]
fn what_keycloak_made_is_not_deleted_after_somebody_renamed_or_marked_it_by_hand() {
    let marked = json!({"realmform.project": "p"});
    let export = json!({"realm": "x", "clients": [
        {"clientId": "old-account", "name": "${client_account}", "attributes": marked},
        {"clientId": "admin-cli", "attributes": marked}, {"clientId": "mine", "attributes": marked}],
        "roles": {"realm": [{"name": "offline", "description": "${role_offline-access}"}]}});
    for mode in ["managed", "exclusive"] {
        let ownership = format!("client = \"{mode}\"\nrealmRole = \"exclusive\"\n");
        let project = project(&export, &ownership, "[realm]\nenabled = true\n");
        let text = fine(&project, &["plan"]);
        assert!(text.contains("- client/mine") && text.contains("1 to delete"), "{text}");
    }
}

#[test]
fn an_ignore_pattern_that_matches_nothing_is_told() {
    let export = json!({"realm": "x", "clients": [{"clientId": "legacy-web", "publicClient": true}]});
    let project = project(
        &export,
        "client = { mode = \"exclusive\", ignore = [\"legcy-web\", \"legacy-*\"] }\n",
        "[realm]\nenabled = true\n",
    );
    let output = checked(&project, &["plan"]);
    let said = told(&project, &output);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(
        said.contains("ownership/ignores-nothing") && said.contains("`ignore` of client matches nothing: `legcy-web`"),
        "{said}"
    );
    assert!(said.contains("did you mean `legacy-web`?") && said.ends_with("1 warning."), "{said}");
}
