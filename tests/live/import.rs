//! `import`: what is there, as TOML that plans to nothing at once and holds no secret.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::migration::migrated;
use crate::story::{Story, done};
use crate::support::Project;

mod elsewhere;

/// All that is written below a folder.
fn files(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => all.extend(files(&path)),
            path => all.push((path.clone(), fs::read_to_string(path).expect("a text"))),
        }
    }
    all
}

/// Imports what is live into a project of its own, which then has nothing to plan.
#[track_caller]
fn imported(story: &Story, more: &[&str]) -> Project {
    let project = Project::new();
    project.live(story.keycloak, &story.realm);
    let out = project.path().to_str().expect("a path in UTF-8").to_owned();
    done(project.run(&[&["import", "--target", "live", "--out", &out], more].concat()));
    let plan = project.run(&["plan", "--target", "live", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{}\n{}", plan.stdout, plan.stderr);
    project
}

/// A realm with something of every kind.
pub(crate) fn everything() -> Story {
    let story = Story::new(
        r#"
        [realm]
        displayName = "Everything"
        organizationsEnabled = true
        passwordPolicy = "length(12)"
        smtpServer.host = "mail.example"
        smtpServer.from = "a@example.com"
        smtpServer.auth = "true"
        smtpServer.user = "mailer"
        smtpServer.password = { env = "MAIL" }

        [clients.web]
        publicClient = true
        redirectUris = ["https://web.example/*"]
        attributes."pkce.code.challenge.method" = "S256"
        optionalClientScopes = ["shop:cart"]
        [clients.web.protocolMappers.audience]
        protocol = "openid-connect"
        protocolMapper = "oidc-audience-mapper"
        config."included.client.audience" = "api"

        [clients.api]
        bearerOnly = true
        [clients.svc]
        publicClient = false
        serviceAccountsEnabled = true
        secret = { env = "SVC" }
        [clients.svc.serviceAccount]
        realmRoles = []
        clientRoles.api = ["cart:read"]

        [roles.client.api."cart:read"]
        description = "Look\nat \"it\""
        [roles.realm.keeper]
        attributes.level = ["1", "2"]
        composites.realm = ["staff"]
        composites.client.api = ["cart:read"]
        [roles.realm.staff]

        [groups."/shop/Übersee & Co."]
        attributes."a.b" = "c"
        realmRoles = ["staff"]
        clientRoles.api = ["cart:read"]

        [clientScopes."shop:cart"]
        protocol = "openid-connect"
        description = "Cart"
        [clientScopes."shop:cart".protocolMappers.name]
        protocol = "openid-connect"
        protocolMapper = "oidc-full-name-mapper"
        config."access.token.claim" = "true"

        [organizations.demo_my]
        description = "Malaysia"
        attributes.tier = "gold"
        [organizations.demo_my.domains."demo-my.example"]
        "#,
    );
    story.project.env("MAIL", "mail-tell-nobody").env("SVC", "svc-tell-nobody");
    story.apply();
    story
}

#[test]
fn a_realm_with_every_kind_plans_to_nothing_at_once() {
    let story = everything();
    let project = imported(&story, &[]);
    for (path, text) in files(project.path()) {
        assert!(!text.contains("tell-nobody") && !text.contains("**********"), "{}:\n{text}", path.display());
    }
    let clients = project.read("realm/clients.toml");
    assert!(clients.contains("[clients.svc]") && !clients.contains("[clients.account]"), "{clients}");

    // What is imported makes the realm again, but for the secrets.
    let again = Story::nowhere("");
    fs::remove_file(again.project.path().join("realm/realm.toml")).expect("the empty file");
    for (path, text) in files(project.path()) {
        let path = path.strip_prefix(project.path()).expect("a path in the project");
        again.project.file(path.to_str().expect("a path in UTF-8"), &text);
    }
    again.apply();
    assert_eq!(again.composites(&again.role("keeper")), ["api.cart:read", "staff"]);
    assert_eq!(again.service_account_roles("svc"), ["api.cart:read"]);
    assert_eq!(again.group("/shop/Übersee & Co.")["attributes"], json!({"a.b": ["c"]}));
}

#[test]
fn what_keycloak_makes_itself_is_taken_in_on_request() {
    let story = Story::new("");
    let project = imported(&story, &["--all"]);
    assert!(project.read("realm/clients.toml").contains("[clients.account-console]"));
}

#[test]
fn the_migrated_realm_plans_to_nothing_at_once() {
    let project = imported(&migrated().story, &[]);
    let secret = |line: &str| line.contains("legacy-throwaway") || line.trim_start().starts_with("secret");
    for (path, text) in files(project.path()) {
        assert!(!text.lines().any(secret), "{}:\n{text}", path.display());
    }
    // And the live realm was not touched by any of it.
    migrated().story.is_converged();
}

#[test]
fn an_export_plans_to_nothing_at_once_without_a_server() {
    let project = Project::new();
    let export = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/legacy-realm/athyper-realm.json");
    let out = project.path().to_str().expect("a path in UTF-8").to_owned();
    done(project.run(&["import", export.to_str().expect("a path in UTF-8"), "--out", &out]));
    let plan = project.run(&["plan", "--detailed-exitcode"]);
    assert_eq!(plan.status, 0, "{}\n{}", plan.stdout, plan.stderr);
    for (path, text) in files(project.path()) {
        // But for the copy of the export that it plans against.
        let is_copy = path.components().any(|part| part.as_os_str() == ".realmform");
        assert!(is_copy || !text.contains("legacy-throwaway"), "{}", path.display());
    }
}

#[test]
fn an_import_overwrites_nothing() {
    let story = Story::new("[realm]\ndisplayName = \"Mine\"\n");
    let out = story.project.path().to_str().expect("a path in UTF-8").to_owned();
    let refused = story.project.run(&["import", "--target", "live", "--out", &out]);
    assert_eq!(refused.status, 1, "{refused:?}");
    assert!(refused.stderr.contains("realm/realm.toml"), "{}", refused.stderr);
    assert_eq!(story.project.read("realm/realm.toml"), "[realm]\ndisplayName = \"Mine\"\n");
    assert!(!story.project.path().join("realm/client-scopes.toml").exists());
}
