//! `import` of an export: a whole project that plans to nothing.

use serde_json::Value;

use super::{fine, plain, project_on, refused};
use crate::support::Project;

const LEGACY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/legacy-realm/athyper-realm.json");

#[test]
fn what_is_imported_plans_to_nothing() {
    let project = Project::new();
    let made = project.path().join("made");
    let out = made.to_str().unwrap();
    let said = fine(&project, &["import", LEGACY, "--out", out]);
    assert!(said.starts_with("Wrote "), "{said}");
    for (name, text) in files(&made) {
        assert!(!text.contains("legacy-throwaway"), "a secret in {name}");
    }
    let plan = project.run_at(&made, &["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
    assert!(plan.stdout.contains("No changes"), "{}", plan.stdout);
}

#[test]
fn what_is_imported_has_each_finding_once_and_none_that_the_export_has_not() {
    let project = Project::new();
    let made = project.path().join("made");
    fine(&project, &["import", LEGACY, "--out", made.to_str().unwrap()]);
    let told = |paths: &[&str]| {
        let arguments = [&["lint", "--format", "json", "--fail-level", "never"], paths].concat();
        let output = project.run_at(&made, &arguments);
        let told: Value = serde_json::from_str(&output.stdout).unwrap();
        let findings = told["findings"].as_array().unwrap().iter();
        let mut found: Vec<String> =
            findings.map(|it| format!("{} {} {}", it["code"], it["object"], it["message"])).collect();
        found.sort();
        found
    };
    let (of_project, of_export) = (told(&[]), told(&[LEGACY]));
    let mut once = of_project.clone();
    once.dedup();
    assert_eq!(of_project, once);
    assert!(!of_project.is_empty() && of_project.iter().all(|finding| of_export.contains(finding)), "{of_project:#?}");
}

#[test]
fn an_entry_that_a_list_has_twice_is_there_once() {
    let project = project_on(
        r#"{"realm": "demo", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb"]}],
            "roles": {"realm": [{"name": "a"}, {"name": "b", "composite": true, "composites": {"realm": ["a"]}}]}}"#,
    );
    project.file(
        "realm/clients.toml",
        "[clients.shop]\nredirectUris = [\"https://shop.example/cb\", \"https://shop.example/cb\"]\n",
    );
    project.file("realm/roles.toml", "[roles.realm.b]\ncomposites.realm = [\"a\", \"a\"]\n");
    let plan = project.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
}

#[test]
fn an_import_overwrites_nothing() {
    let project = Project::new();
    project.file("made/realm/clients.toml", "# mine\n");
    let out = project.path().join("made");
    let out = out.to_str().unwrap();
    let told = refused(&project, &["import", LEGACY, "--out", out]);
    insta::assert_snapshot!(plain(&project, &told), @r#"
    exit 1
    error: realm/clients.toml already exists in <project>/made; nothing was written
      help: choose an empty directory, and copy what you need from there
    "#);
    assert_eq!(project.read("made/realm/clients.toml"), "# mine\n");
    assert!(!project.path().join("made/realmform.toml").exists());
}

#[test]
fn an_export_that_is_not_there_is_told() {
    let project = Project::new();
    let gone = project.path().join("gone.json");
    insta::assert_snapshot!(refused(&project, &["import", gone.to_str().unwrap(), "--out", "x"]), @r#"
    exit 1
    error: cannot read <project>/gone.json: No such file or directory (os error 2)
      help: pass the path of a realm export, a JSON file
    "#);
}

/// A realm with something in every section that cannot be declared, and with fields that cannot.
const MUCH: &str = r#"{
    "realm": "demo", "enabled": true, "unheardOf": {"a": 1}, "codeOld": "x", "social": false,
    "identityProviders": [{"alias": "google", "providerId": "google"}, {"alias": "corp", "providerId": "saml"}],
    "identityProviderMappers": [{"name": "m", "identityProviderAlias": "corp"}],
    "authenticationFlows": [
        {"alias": "mine", "topLevel": true, "builtIn": false}, {"alias": "mine inside", "topLevel": false, "builtIn": false},
        {"alias": "browser", "topLevel": true, "builtIn": true, "authenticationExecutions": [{"authenticator": "x"}]},
        {"alias": "of an old server", "topLevel": true, "builtIn": true}],
    "authenticatorConfig": [{"alias": "conf", "config": {}}],
    "requiredActions": [{"alias": "CUSTOM", "name": "Custom"}],
    "components": {"org.keycloak.keys.KeyProvider": [
        {"id": "1", "name": "rsa-generated", "providerId": "rsa-generated", "config": {"priority": ["100"]}},
        {"id": "2", "name": "own", "providerId": "rsa", "config": {}}]},
    "users": [{"username": "annabel"}, {"username": "bob"}, {"username": "carol"},
        {"username": "service-account-shop", "serviceAccountClientId": "shop", "groups": ["/g"]}],
    "federatedUsers": [{"id": "f:1:annabel"}],
    "organizations": [{"name": "org", "domains": [{"name": "org.example"}], "members": [{"username": "annabel"}]}],
    "groups": [{"name": "g", "subGroups": [{"path": "/g/nameless"}]}],
    "clients": [
        {"clientId": "shop", "serviceAccountsEnabled": true, "publicClient": false, "authorizationSettings": {"policies": [{}]}},
        {"clientId": "a", "novel": 1}, {"clientId": "b", "novel": 1}, {"clientId": "c", "novel": 1}, {"clientId": "d", "novel": 1},
        {"clientId": "e", "novel": 1}, {"clientId": "f", "novel": 1}, {"name": "no id"}]
}"#;

#[test]
fn what_is_left_out_is_told_with_counts_and_names() {
    let project = Project::new();
    project.file("export.json", MUCH);
    let told = fine(&project, &["import", "export.json", "--out", "made"]);
    insta::assert_snapshot!(plain(&project, &told), @r#"
    Wrote 11 objects to <project>/made:
      realm/clients.toml
      realm/groups.toml
      realm/organizations.toml
      realm/realm.toml
      realmform.toml
    Left out, because realmform cannot declare it:
      authentication flows: 2 (browser, mine)
      authenticator configurations: 1 (conf)
      `authorizationSettings` of clients: 1 (shop)
      `novel` of clients: 6 (a, b, c, d, e and 1 more)
      clients: 1
      components: 1 (KeyProvider/own)
      federated users: 1
      groups: 1
      identity provider mappers: 1 (corp/m)
      identity providers: 2 (corp, google)
      `members` of organizations: 1 (org)
      fields of the realm: 2 (codeOld, unheardOf)
      required actions: 1 (CUSTOM)
      `groups` of service accounts: 1 (shop)
      users: 3
    "#);
    let config = project.read("made/realmform.toml");
    assert!(config.starts_with("# `realmform import` left out"), "{config}");
    assert!(config.contains("\n# - identity providers: 2 (corp, google)\n"), "{config}");
    for (name, text) in files(&project.path().join("made")) {
        assert!(!text.contains("annabel") && !text.contains("carol"), "a user's name in {name}");
    }

    let json = fine(&project, &["import", "export.json", "--out", "again", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    let left_out = json["leftOut"].as_array().unwrap();
    let of = |section: &str| left_out.iter().find(|it| it["section"] == section).cloned().unwrap_or_default();
    assert_eq!(of("identityProviders")["names"], serde_json::json!(["corp", "google"]));
    assert_eq!(of("users"), serde_json::json!({"section": "users", "count": 3, "names": []}));
    assert_eq!(of("client.novel")["count"], 6);
    assert_eq!(json["files"].as_array().map(Vec::len), Some(5), "{json}");
    assert_eq!(json["notChecked"], serde_json::json!([]));
}

#[test]
fn into_a_project_the_report_goes_to_the_realm() {
    let project = project_on("{\"realm\": \"demo\"}");
    project.file("export.json", MUCH);
    let config = project.read("realmform.toml");
    fine(&project, &["import", "export.json", "--out", "."]);
    assert_eq!(project.read("realmform.toml"), config);
    assert!(project.read("realm/realm.toml").starts_with("# `realmform import` left out"));
}

#[test]
fn a_strict_import_leaves_nothing_out() {
    let project = Project::new();
    project.file("export.json", r#"{"realm": "demo", "enabled": true, "identityProviders": [{"alias": "corp"}]}"#);
    let told = project.run(&["import", "export.json", "--out", "made", "--strict"]);
    assert_eq!(told.status, 4, "{told:#?}");
    assert!(told.stdout.contains("identity providers: 1 (corp)") && !told.stdout.contains("Wrote"), "{told:#?}");
    assert!(told.stderr.starts_with("error: nothing was written"), "{told:#?}");
    assert!(!project.path().join("made").exists());
    project.file(
        "whole.json",
        r#"{"realm": "demo", "enabled": true, "clients": [{"clientId": "account"}, {"clientId": "shop", "secret": "s3cr3t-value"}]}"#,
    );
    fine(&project, &["import", "whole.json", "--out", "made", "--strict"]);
}

#[test]
fn what_does_not_load_is_left_out_and_the_rest_is_laid_out() {
    let project = Project::new();
    project.file(
        "export.json",
        r#"{"realm": "demo", "enabled": "true", "displayName": "Demo", "attributes": {"a": "1", "b": {"c": 2}},
            "clients": [{"clientId": "shop", "publicClient": {}, "bearerOnly": "no", "name": "Shop"}],
            "roles": {"realm": [{"name": "a", "composites": {"application": {"x": ["y"]}, "realm": ["b"]}}, {"name": "b"}]}}"#,
    );
    let told = fine(&project, &["import", "export.json", "--out", "made"]);
    insta::assert_snapshot!(plain(&project, &told), @"
    Wrote 4 objects to <project>/made:
      realm/clients.toml
      realm/realm.toml
      realm/roles.toml
      realmform.toml
    Left out, because realmform cannot declare it:
      `bearerOnly` of clients: 1 (shop)
      fields of the realm: 1 (attributes.b)
      `composites.application` of realm roles: 1 (a)
    ");
    let made = project.path().join("made");
    for arguments in [&["plan", "--detailed-exitcode"][..], &["fmt", "--check"]] {
        let output = project.run_at(&made, arguments);
        assert_eq!(output.status, 0, "{output:#?}");
    }
}

#[test]
fn paths_are_relative_and_the_own_folder_is_ignored() {
    let project = Project::new();
    project.file("exports/realm.json", r#"{"realm": "demo", "enabled": true}"#);
    fine(&project, &["import", "exports/realm.json", "--out", "deep/made"]);
    let config = project.read("deep/made/realmform.toml");
    assert!(config.contains("\nstart = \"../../exports/realm.json\"\n"), "{config}");
    let made = project.path().join("deep/made");
    project.file("deep/made/realm/realm.toml", "[realm]\ndisplayName = \"New\"\n");
    let applied = project.run_at(&made, &["apply", "--yes"]);
    assert_eq!(applied.status, 0, "{applied:#?}");
    assert_eq!(project.read("deep/made/.realmform/.gitignore"), "*\n");
}

#[test]
fn what_somebody_changed_of_what_keycloak_made_is_imported() {
    let project = Project::new();
    let export = serde_json::json!({
        "realm": "demo", "enabled": true, "defaultRole": {"name": "default-roles-demo"},
        "roles": {
            "realm": [
                {"name": "reader"}, {"name": "offline_access", "description": "${role_offline-access}"},
                {"name": "default-roles-demo", "composite": true, "composites": {
                    "realm": ["offline_access", "uma_authorization", "reader"],
                    "client": {"account": ["view-profile", "manage-account"]}}}],
            "client": {"account": [{"name": "view-profile"}, {"name": "own-role"}]}},
        "clientScopes": [{"name": "profile", "protocol": "openid-connect", "protocolMappers": [
            {"name": "home", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper"},
            {"name": "family name", "protocol": "openid-connect", "protocolMapper": "oidc-usermodel-attribute-mapper"}]}],
        "clients": [
            {"clientId": "account"},
            {"clientId": "account-console", "redirectUris": ["https://x.example/*"]},
            {"clientId": "admin-cli", "serviceAccountsEnabled": true, "publicClient": false}],
        "users": [{"username": "service-account-admin-cli", "serviceAccountClientId": "admin-cli", "realmRoles": ["reader"]}]
    });
    project.file("export.json", &export.to_string());
    fine(&project, &["import", "export.json", "--out", "made"]);
    let made = project.path().join("made");
    let text: String = files(&made.join("realm")).into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(text, @r#"
    [clientScopes.profile.protocolMappers.home]
    protocol = "openid-connect"
    protocolMapper = "oidc-usermodel-attribute-mapper"

    [clients.account-console]
    redirectUris = ["https://x.example/*"]

    [clients.admin-cli]
    serviceAccountsEnabled = true
    publicClient = false

    [clients.admin-cli.serviceAccount]
    realmRoles = ["reader"]

    [realm]
    enabled = true

    [roles.client.account.own-role]

    [roles.realm.default-roles]
    composites.realm = ["offline_access", "reader", "uma_authorization"]

    [roles.realm.reader]
    "#);
    let plan = project.run_at(&made, &["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{plan:#?}");
}

fn files(folder: &std::path::Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        // The working copy of the export is a target, and holds what the export does.
        if entry.file_name() == ".realmform" {
            continue;
        }
        match entry.path().is_dir() {
            true => found.extend(files(&entry.path())),
            false => found.push((entry.path().display().to_string(), std::fs::read_to_string(entry.path()).unwrap())),
        }
    }
    found.sort();
    found
}
