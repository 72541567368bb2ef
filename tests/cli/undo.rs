//! The way back: a plan that takes back what an applied plan did, and what it cannot bring back.

use serde_json::{Value, json};

use crate::support::Project;
use crate::{checked, fine, only_names, plain, project_on, refused, told};

const CONFIG: &str =
    "schema = 1\n[targets.embedded]\nexport = \"realm.json\"\n[ownership]\nproject = \"shop\"\nmax_deletions = 9\n";

fn export() -> Value {
    json!({"realm": "demo",
        "clients": [
            {"id": "1", "clientId": "old-web", "name": "Old", "redirectUris": ["https://a.example/*"], "publicClient": true},
            {"id": "2", "clientId": "gone", "description": "Goes", "publicClient": false, "secret": "hunter2-and-more",
                "defaultClientScopes": ["audit"], "attributes": {"realmform.project": "shop"},
                "protocolMappers": [{"id": "m", "name": "aud", "protocol": "openid-connect", "protocolMapper": "oidc-audience-mapper",
                    "config": {"included.custom.audience": "x"}}]}],
        "clientScopes": [{"id": "3", "name": "audit", "protocol": "openid-connect"}],
        "roles": {"realm": [{"id": "4", "name": "reader", "composites": {"client": {"gone": ["use"]}}, "composite": true},
                {"id": "5", "name": "writer"}],
            "client": {"gone": [{"id": "6", "name": "use", "description": "Use it"}]}},
        "groups": [{"id": "7", "name": "staff", "path": "/staff", "realmRoles": ["reader"], "subGroups": []}],
        "users": [{"username": "ann", "clientRoles": {"gone": ["use"]}}]})
}

const TOML: &str = r#"[clients.web]
name = "New"
description = "Shop"
redirectUris = ["https://b.example/*"]

[clients.extra]
publicClient = true

[roles.client.extra.use]

[groups."/staff"]
realmRoles = ["writer"]

[[moved]]
kind = "client"
from = "old-web"
to = "web"
"#;

/// A project whose plan creates, changes, renames, grants, revokes and deletes, applied and kept.
fn applied() -> (Project, String) {
    let project = project_on(&export().to_string());
    only_names(&project);
    project.file("realmform.toml", &format!("{CONFIG}client = \"managed\"\n")).file("realm/all.toml", TOML);
    let output = checked(&project, &["apply", "--yes", "--keep", "kept"]);
    assert_eq!(output.status, 0, "{output:#?}");
    let said = plain(&project, &output.stderr);
    let file = said.split_once("`realmform undo ").unwrap().1.split_once('`').unwrap().0.to_owned();
    (project, file)
}

/// Applies the plan that was undone into `back.json`, as `undo` said to.
fn apply_back(project: &Project, file: &str, more: &[&str]) -> crate::support::Output {
    let output = checked(project, &[&["undo", file, "--out", "back.json"], more].concat());
    assert_eq!(output.status, 0, "{output:#?}");
    let said = plain(project, &output.stderr);
    let digest = said.split_once("run `realmform apply back.json --expect ").unwrap().1.split_once('`').unwrap().0;
    checked(project, &[&["apply", "back.json", "--expect", digest], more].concat())
}

/// What is said of a realm, without ids and what says nothing.
fn said(project: &Project) -> Value {
    fn plain(value: &Value) -> Value {
        let is_nothing = |value: &Value| *value == json!([]) || *value == json!({}) || *value == json!("");
        match value {
            Value::Object(entries) => {
                let mut entries: Vec<(String, Value)> = entries
                    .iter()
                    .map(|(key, value)| (key.clone(), plain(value)))
                    .filter(|(_, it)| !is_nothing(it))
                    .collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                entries.into_iter().filter(|(key, _)| !["id", "composite", "path"].contains(&key.as_str())).collect()
            }
            Value::Array(items) => {
                let mut items: Vec<Value> = items.iter().map(plain).collect();
                items.sort_by_key(Value::to_string);
                items.into()
            }
            other => other.clone(),
        }
    }
    plain(&serde_json::from_str(&project.read("realm.json")).unwrap())
}

#[test]
fn an_undone_plan_leaves_the_realm_as_it_was_but_for_what_was_told() {
    let (project, file) = applied();
    insta::assert_snapshot!(fine(&project, &["undo", &file]), @r#"
    Plan for embedded: realm demo in realm.json

    Clients
      + client/gone
          description: "Goes"
          publicClient: false
          defaultClientScopes: ["audit"]
      → client/web → client/old-web (id kept)
          description: "Shop" → ""
          name: "New" → "Old"
          redirectUris:
            + "https://a.example/*"
            - "https://b.example/*"

    Client roles
      + clientRole/gone/use (description: "Use it")

    Realm roles
      + grant realmRole/reader: composites.client.gone use

    Groups
      - revoke group/staff: realmRoles writer
      + grant group/staff: realmRoles reader

    Protocol mappers
      + protocolMapper/client/gone/aud
          protocol: "openid-connect"
          protocolMapper: "oidc-audience-mapper"
          config."included.custom.audience": "x"

    Deletions and what they affect
      - client/extra: 1 client role is deleted with it

    What does not come back
      ! client/gone: is created anew, with a new id
      ! client/gone: secrets do not come back: `secret`
      ! client/gone: 1 user must be given it again

    Risks
      ! client/old-web redirectUris: redirect URI https://a.example/*
      ! protocolMapper/client/gone/aud config."included.custom.audience": audience x

    Whom it affects
      + clientRole/gone/use: 1 group gains it
      + realmRole/reader: 1 group gains it
      - realmRole/writer: 1 group loses it
      ! client/extra: applications that use the client ID `extra` can no longer sign in
      ! client/old-web: every application that uses the client ID `web` must change to `old-web`

    New objects are marked as owned by project `shop`.
    Plan: 3 to create, 1 to rename, 1 to delete, 2 grants, 1 revocation.
    "#);
    let output = apply_back(&project, &file, &[]);
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(output.stdout.contains("Verified: "), "{output:#?}");
    let mut before = export();
    before["clients"][1].as_object_mut().unwrap().remove("secret");
    before["users"][0].as_object_mut().unwrap().remove("clientRoles");
    let after = said(&project);
    project.file("realm.json", &before.to_string());
    assert_eq!(after, said(&project));
}

#[test]
fn what_was_renamed_has_its_old_name_and_its_id() {
    let (project, file) = applied();
    assert_eq!(apply_back(&project, &file, &[]).status, 0);
    let realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    let web = realm["clients"].as_array().unwrap().iter().find(|client| client["clientId"] == "old-web").unwrap();
    assert_eq!((&web["id"], &web["name"]), (&json!("1"), &json!("Old")));
}

#[test]
fn the_kept_plan_is_for_nobody_else_to_read_and_holds_no_secret() {
    use std::os::unix::fs::PermissionsExt as _;
    let (project, file) = applied();
    let (folder, name) = file.split_once('/').unwrap();
    assert_eq!(folder, "kept");
    let digest = fine(&project, &["show", &file, "--format", "json"]);
    let digest: Value = serde_json::from_str(&digest).unwrap();
    let digest = digest["digest"].as_str().unwrap().trim_start_matches("sha256:");
    let (time, short) = name.strip_suffix(".json").unwrap().split_once('-').unwrap();
    assert!(digest.starts_with(short) && short.len() == 12 && time.len() == 16 && time.ends_with('Z'), "{file}");
    let mode = std::fs::metadata(project.path().join(&file)).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert!(!project.read(&file).contains("hunter2"));
}

#[test]
fn a_plan_of_plan_out_is_undone_in_the_same_way_and_the_undoing_can_be_undone() {
    let project = project_on(&export().to_string());
    only_names(&project);
    project.file("realmform.toml", &format!("{CONFIG}client = \"managed\"\n")).file("realm/all.toml", TOML);
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json", "--keep", "kept"]);
    let applied = said(&project);
    assert_eq!(apply_back(&project, "plan.json", &[]).status, 0);
    let shown: Value = serde_json::from_str(&fine(&project, &["show", "plan.json", "--format", "json"])).unwrap();
    let origin = plain(&project, &checked(&project, &["show", "back.json"]).stderr);
    assert!(origin.ends_with(&format!("It takes back the plan {}.", shown["digest"].as_str().unwrap())), "{origin}");
    std::fs::rename(project.path().join("back.json"), project.path().join("undone.json")).unwrap();
    assert_eq!(apply_back(&project, "undone.json", &[]).status, 0);
    assert_eq!(said(&project), applied);
}

#[test]
fn what_changed_since_is_told_by_object_and_nothing_is_planned() {
    let (project, file) = applied();
    let mut realm: Value = serde_json::from_str(&project.read("realm.json")).unwrap();
    realm["clients"][0]["name"] = json!("By hand");
    realm["clients"].as_array_mut().unwrap().retain(|client| client["clientId"] != "extra");
    realm["clients"].as_array_mut().unwrap().push(json!({"clientId": "gone"}));
    project.file("realm.json", &realm.to_string());
    insta::assert_snapshot!(refused(&project, &["undo", &file, "--out", "back.json"]), @r#"
    exit 5
    error: the plan cannot be undone: 3 objects changed since it was applied; nothing was planned

      client/extra: deleted since
      client/gone: created since
      client/web: value in the plan → live value
          name: "New" → "By hand"

    help: undo only a plan that was applied in full. If somebody changed these objects since, decide what is to stay, declare it, and run `realmform plan`
    "#);
    assert!(!project.path().join("back.json").exists());
}

#[test]
fn a_plan_that_was_not_applied_or_is_undone_already_cannot_be_undone() {
    let (project, file) = applied();
    assert_eq!(apply_back(&project, &file, &[]).status, 0);
    let said = refused(&project, &["undo", &file]);
    assert!(said.starts_with("exit 5\nerror: the plan cannot be undone: "), "{said}");
    assert!(said.contains("client/web: now called client/old-web"), "{said}");
    assert!(said.contains("client/gone: created since"), "{said}");
}

#[test]
fn an_undoing_is_capped_as_every_plan_is() {
    let (project, file) = applied();
    project.file("realmform.toml", &CONFIG.replace("max_deletions = 9", "max_deletions = 0"));
    let output = checked(&project, &["undo", &file, "--out", "back.json"]);
    assert_eq!(output.status, 4, "{output:#?}");
    assert!(told(&project, &output).contains("run again with `--allow-deletes 2`"), "{output:#?}");
    fine(&project, &["undo", &file, "--out", "back.json", "--allow-deletes", "2"]);
    assert_eq!(checked(&project, &["apply", "back.json"]).status, 4);
    assert_eq!(apply_back(&project, &file, &["--allow-deletes", "2"]).status, 0);
}

#[test]
fn a_secret_that_the_plan_set_stays_and_that_is_told() {
    let project =
        project_on(r#"{"realm": "demo", "clients": [{"id": "1", "clientId": "web", "secret": "the-former-one"}]}"#);
    only_names(&project);
    project.file("realm/all.toml", "[clients.web]\nname = \"New\"\nsecret = { env = \"WEB_SECRET\" }\n");
    project.env("WEB_SECRET", "the-present-one");
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json"]);
    let text = fine(&project, &["undo", "plan.json", "--out", "back.json"]);
    assert!(text.contains("! client/web: `secret` keeps its present value"), "{text}");
    fine(&project, &["apply", "back.json"]);
    let realm = project.read("realm.json");
    assert!(realm.contains("the-present-one") && !realm.contains("\"New\""), "{realm}");
}

#[test]
fn a_plan_that_made_the_realm_is_not_undone() {
    let project = crate::project();
    only_names(&project);
    project.file("realm/all.toml", "[roles.realm.reader]\n");
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json"]);
    let said = refused(&project, &["undo", "plan.json"]);
    assert!(said.contains("this plan created the realm, and realmform never deletes a realm"), "{said}");
}

#[test]
fn rows_get_their_former_values() {
    let project = Project::new();
    let config = "schema = 1\n[targets.embedded]\ndatabase = \"sqlite:lookups.db\"\n[ownership]\nproject = \"shop\"\nmax_deletions = 9\n\
        lookup = \"managed\"\n";
    project.file("realmform.toml", config);
    let first = "[lookups.role]\n\n[lookups.role.values.old]\nsort = 1\nlabel.en = \"Old\"\n\n[lookups.role.values.kept]\nsort = 2\n";
    project.file("lookups/all.toml", first);
    fine(&project, &["apply", "--yes"]);
    let second = "[lookups.role]\n\n[lookups.role.values.kept]\nsort = 3\nlabel.en = \"Kept\"\n\n[lookups.role.values.new]\nsort = 4\n";
    project.file("lookups/all.toml", second);
    fine(&project, &["plan", "--out", "plan.json"]);
    fine(&project, &["apply", "plan.json"]);
    assert_eq!(apply_back(&project, "plan.json", &[]).status, 0);
    project.file("lookups/all.toml", first);
    assert!(fine(&project, &["plan"]).contains("No changes."), "{}", fine(&project, &["plan"]));
    let owned = fine(&project, &["owned"]);
    assert!(owned.contains("lookup/role/old") && !owned.contains("lookup/role/new"), "{owned}");
}

/// Whoever can edit a plan's file can write into it that it undoes another one, and seal it anew.
#[test]
fn that_a_plan_undoes_another_is_not_taken_from_its_file_alone() {
    let project = project_on(
        &json!({"realm": "demo", "clients": [{"id": "1", "clientId": "handmade"}, {"id": "2", "clientId": "web"}]})
            .to_string(),
    );
    only_names(&project);
    project.file("realm/all.toml", "[clients.web]\n");
    project.file("realmform.toml", &format!("{CONFIG}client = \"exclusive\"\n"));
    fine(&project, &["plan", "--out", "plan.json"]);
    project.file("realmform.toml", CONFIG);
    let blocked = |file: &str| {
        let output = checked(&project, &["apply", file]);
        assert_eq!(output.status, 4, "{output:#?}");
        assert!(project.read("realm.json").contains("handmade"), "{output:#?}");
        output.stderr
    };
    assert!(blocked("plan.json").contains("ownership/not-allowed"));

    let mut forged: Value = serde_json::from_str(&project.read("plan.json")).unwrap();
    let saved = forged["saved"].as_object_mut().unwrap();
    saved.insert("undoes".to_owned(), json!(format!("sha256:{}", "0".repeat(64))));
    saved.remove("seal");
    let seal = realmform_model::digest(forged.to_string().as_bytes());
    forged["saved"]["seal"] = json!(seal);
    project.file("forged.json", &forged.to_string());
    let said = blocked("forged.json");
    assert!(said.contains("ownership/not-allowed") && said.contains("plan/undo-not-approved"), "{said}");
    assert!(said.contains("sha256:…") && said.contains("REALMFORM_PLAN_DIGEST"), "{said}");
    // The digest of the plan that was reviewed is not that of the forged one.
    let shown: Value = serde_json::from_str(&fine(&project, &["show", "plan.json", "--format", "json"])).unwrap();
    let output = checked(&project, &["apply", "forged.json", "--expect", shown["digest"].as_str().unwrap()]);
    assert_eq!(output.status, 1, "{output:#?}");
    assert!(output.stderr.contains("nothing was applied"), "{output:#?}");
}
