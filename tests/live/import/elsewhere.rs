//! What is imported of one realm makes another one of the same kind, on another server, that imports the same.

use std::collections::BTreeMap;

use super::{files, imported};
use crate::story::{Story, texts};
use crate::support::{Project, another_keycloak};

/// What bears a realm's name or its ids, and what is somebody's own in what Keycloak made.
const OWN: &str = r#"
[realm]
displayName = "Shop"
organizationsEnabled = true
internationalizationEnabled = true
supportedLocales = ["de", "en"]
otpPolicyDigits = 8
oauth2DeviceCodeLifespan = 700
defaultGroups = ["/staff/a~/b"]
defaultOptionalClientScopes = ["offline_access", "shop:cart"]
localizationTexts.de.greeting = "Willkommen"

[roles.realm.default-roles]
composites.realm = ["offline_access", "reader", "uma_authorization"]
[roles.realm.reader]
attributes.level = ["1", "2"]
[roles.realm.keeper]
composites.realm = ["default-roles"]
composites.client.account = ["view-profile"]
composites.client.api = ["read"]
[roles.client.api.read]
[roles.client.account.extra]

[groups."/staff/a~/b"]
realmRoles = ["reader"]
clientRoles.api = ["read"]

[clientScopes.acr.protocolMappers."acr loa level"]
config."userinfo.token.claim" = "true"
[clientScopes.profile.protocolMappers.extra]
protocol = "openid-connect"
protocolMapper = "oidc-hardcoded-claim-mapper"
config."claim.name" = "extra"
config."claim.value" = "1"
[clientScopes."shop:cart"]
description = "Cart"
scopeMappings.client.api = ["read"]

[clients.account-console]
redirectUris = ["/realms/${realm}/account/*", "https://extra.example/*"]
[clients.api]
bearerOnly = true
[clients.web]
publicClient = true
redirectUris = ["https://web.example/*"]
fullScopeAllowed = false
scopeMappings.realm = ["reader"]
scopeMappings.client.api = ["read"]
authenticationFlowBindingOverrides.browser = "browser"
defaultClientScopes = ["basic", "profile", "shop:cart"]
[clients.web.protocolMappers.audience]
protocol = "openid-connect"
protocolMapper = "oidc-audience-mapper"
config."included.client.audience" = "api"
[clients.saml]
protocol = "saml"
redirectUris = ["https://saml.example/*"]
[clients.authz]
publicClient = false
standardFlowEnabled = false
authorizationServicesEnabled = true
[clients.svc]
publicClient = false
serviceAccountsEnabled = true
standardFlowEnabled = false
[clients.svc.serviceAccount]
realmRoles = ["reader"]
clientRoles.realm-management = ["view-users"]

[organizations.acme]
domains."acme.example".verified = true
"#;

/// What an import wrote about the realm.
fn written(project: &Project) -> BTreeMap<String, String> {
    let relative = |path: &std::path::Path| path.strip_prefix(project.path()).unwrap().display().to_string();
    let all = files(project.path()).into_iter().map(|(path, text)| (relative(&path), text));
    all.filter(|(path, _)| path.starts_with("realm/")).collect()
}

#[test]
fn a_realm_moves_to_another_server_and_is_the_same_there() {
    let from = Story::converged(OWN);
    for more in [&[][..], &["--all"]] {
        let first = written(&imported(&from, more));
        assert!(!first.values().any(|text| text.contains(&from.realm)), "no file has the realm's name: {first:#?}");
        // Into a realm that is made by it, and into one that is there.
        for to in [Story::nowhere_on(another_keycloak(), ""), Story::new_on(another_keycloak(), "")] {
            std::fs::remove_file(to.project.path().join("realm/realm.toml")).unwrap();
            first.iter().for_each(|(path, text)| _ = to.project.file(path, text));
            to.apply();
            same_texts(&first, &written(&imported(&to, more)));
            assert_eq!(to.composites(&to.role("keeper")).len(), 3);
            assert_eq!(to.service_account_roles("svc"), ["reader", "realm-management.view-users"]);
            let console = to.client("account-console");
            let urls = ["https://extra.example/*".to_owned(), format!("/realms/{}/account/*", to.realm)];
            assert!(urls.iter().all(|url| texts(&console["redirectUris"]).contains(url)), "{console}");
        }
    }
}

/// Line by line, so that a difference is easy to find.
#[track_caller]
fn same_texts(first: &BTreeMap<String, String>, second: &BTreeMap<String, String>) {
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, text) in first {
        let only = |one: &str, other: &str| -> Vec<String> {
            one.lines().filter(|line| !other.lines().any(|it| it == *line)).map(str::to_owned).collect()
        };
        let (lost, more) = (only(text, &second[path]), only(&second[path], text));
        assert!(*text == second[path], "{path}: lost {lost:#?}, new {more:#?}");
    }
}
