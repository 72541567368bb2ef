//! Lint on exports that a real server wrote.

use serde_json::{Value, json};

use crate::import::everything;
use crate::migration::migrated;
use crate::story::{Story, list, text};
use crate::support::{Output, Project};

/// What the server exports of a realm, but for its users; pretty, as `kc.sh export` and the console write it.
fn exported(story: &Story) -> String {
    let path = story.path("/partial-export?exportClients=true&exportGroupsAndRoles=true");
    format!("{:#}", story.admin().post(&path, &json!({})).ok())
}

/// Lints a text as a file outside any project, with more arguments.
fn linted(export: &str, more: &[&str]) -> (Output, Vec<Value>) {
    let project = Project::new();
    project.file("export.json", export);
    let output = project.run(&[&["lint", "export.json", "--format", "json"], more].concat());
    assert!(matches!(output.status, 0 | 4), "{output:#?}");
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let findings = list(&told["findings"]).cloned().collect::<Vec<Value>>();
    for finding in &findings {
        // Each finding points at a key, a text or an object of the file.
        let line = export.lines().nth(finding["line"].as_u64().unwrap() as usize - 1).unwrap();
        let place = line.chars().nth(finding["column"].as_u64().unwrap() as usize - 1);
        assert_eq!(place, Some('"'), "{finding:#} in {line}");
    }
    (output, findings)
}

#[test]
fn a_fresh_realm_has_nothing_that_fails_a_pipeline() {
    let (output, findings) = linted(&exported(&Story::new("")), &["--fail-level", "warning"]);
    assert_eq!(output.status, 0, "{findings:#?}");
    let said = "this is how Keycloak makes every realm";
    let silent: Vec<&Value> = findings.iter().filter(|it| !it.to_string().contains(said)).collect();
    assert!(silent.is_empty(), "told without saying why: {silent:#?}");
}

#[test]
fn a_realm_with_an_object_of_every_kind_is_judged_where_it_stands() {
    let (_, findings) = linted(&exported(&everything()), &[]);
    let wildcard = findings.iter().find(|it| text(&it["code"]).starts_with("client/") && it["object"] == "client/web");
    assert!(wildcard.is_some(), "{findings:#?}");
}

/// A realm with an object of every kind that an export has, and a fault in most of them.
fn faulty() -> Value {
    let execution = |authenticator: &str, requirement: &str, priority: u32| {
        json!({"authenticator": authenticator, "requirement": requirement, "priority": priority,
            "authenticatorFlow": false, "userSetupAllowed": false})
    };
    json!({
        "sslRequired": "none", "bruteForceProtected": true, "permanentLockout": true, "accessTokenLifespan": 3600,
        "passwordPolicy": "length(6)", "duplicateEmailsAllowed": true, "loginWithEmailAllowed": false,
        "organizationsEnabled": true,
        "roles": {
            "realm": [{"name": "boss", "composite": true, "composites": {"realm": ["helper"]}},
                {"name": "helper", "composite": true, "composites": {"client": {"realm-management": ["realm-admin"]}}},
                {"name": "nobody"}],
            "client": {"shop": [{"name": "cart"}]},
        },
        "groups": [{"name": "bosses", "realmRoles": ["boss"]}, {"name": "empty"}],
        "clientScopes": [{"name": "lonely", "protocol": "openid-connect", "protocolMappers": [
            {"name": "name", "protocol": "openid-connect", "protocolMapper": "oidc-full-name-mapper",
                "config": {"access.token.claim": "true"}}]}],
        "clients": [
            {"clientId": "shop", "publicClient": true, "redirectUris": ["http://shop.example/*", "https://shop.example*"],
                "webOrigins": ["*"], "implicitFlowEnabled": true, "directAccessGrantsEnabled": true,
                "protocolMappers": [{"name": "audience", "protocol": "openid-connect",
                    "protocolMapper": "oidc-audience-mapper",
                    "config": {"included.client.audience": "gone", "access.token.claim": "true"}}]},
            {"clientId": "job", "serviceAccountsEnabled": true, "standardFlowEnabled": false, "secret": "password",
                "redirectUris": []},
            {"clientId": "saml-app", "protocol": "saml", "redirectUris": ["*"], "attributes": {
                "saml.server.signature": "false", "saml.assertion.signature": "false",
                "saml.client.signature": "false", "saml.signature.algorithm": "RSA_SHA1"}},
        ],
        "users": [{"username": "service-account-job", "enabled": true, "serviceAccountClientId": "job",
            "clientRoles": {"realm-management": ["manage-users"]}}],
        "identityProviders": [
            {"alias": "partner", "providerId": "oidc", "enabled": true, "trustEmail": true, "storeToken": true,
                "config": {"clientId": "a", "clientSecret": "b", "validateSignature": "false", "syncMode": "IMPORT",
                    "authorizationUrl": "https://idp.example/auth", "tokenUrl": "http://idp.example/token"}},
            {"alias": "old", "providerId": "saml", "enabled": true,
                "config": {"validateSignature": "false", "wantAssertionsSigned": "false", "syncMode": "FORCE",
                    "singleSignOnServiceUrl": "https://saml.example/sso"}},
        ],
        "identityProviderMappers": [{"name": "makes-bosses", "identityProviderAlias": "partner",
            "identityProviderMapper": "oidc-hardcoded-role-idp-mapper",
            "config": {"role": "realm-management.realm-admin", "syncMode": "INHERIT"}}],
        "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "directory", "providerId": "ldap",
            "config": {"connectionUrl": ["ldap://ldap.example:389"], "vendor": ["other"], "enabled": ["true"],
                "usersDn": ["ou=people,dc=example"], "bindDn": [""], "authType": ["none"], "editMode": ["WRITABLE"],
                "usernameLDAPAttribute": ["uid"], "rdnLDAPAttribute": ["uid"], "uuidLDAPAttribute": ["entryUUID"],
                "userObjectClasses": ["inetOrgPerson"]}}]},
        "authenticationFlows": [{"alias": "own browser", "providerId": "basic-flow", "topLevel": true,
            "builtIn": false, "authenticationExecutions": [execution("auth-username-password-form", "ALTERNATIVE", 10),
                execution("auth-otp-form", "ALTERNATIVE", 20)]}],
    })
}

#[test]
fn every_kind_of_object_of_an_export_is_judged_and_what_is_wrong_is_found() {
    let story = Story::on(faulty(), "");
    let (_, findings) = linted(&exported(&story), &[]);
    let told = |finding: &Value| {
        let [severity, code, object] = ["severity", "code", "object"].map(|key| text(&finding[key]));
        format!("{severity:<7} {code:<42} {}", object.replace(&story.realm, "<realm>"))
    };
    let mut told: Vec<String> = findings.iter().map(told).collect();
    told.sort();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn the_shipped_realm_keeps_its_own_policies_when_it_is_live() {
    let policies = format!("{}/policies", env!("CARGO_MANIFEST_DIR"));
    let (_, findings) = linted(&exported(&migrated().story), &["--policy", &policies]);
    let wrong = |it: &&Value| it["severity"] == "error";
    let objects: Vec<String> = findings.iter().filter(wrong).map(|finding| text(&finding["object"])).collect();
    // What the old realm had beside what is declared, and what is left alone.
    assert_eq!(objects, ["realmRole/platform-operator", "group/neon-admins", "group/neon-users"], "{findings:#?}");
}
