//! What the family tells of whole providers, such as Keycloak's admin console makes them.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use serde_json::{Value, json};

use crate::policy::Policies;
use crate::rule::{Context, Export};
use crate::rules::check;
use realmform_model::{Finding, Severity, Source};

fn found(realm: &Value) -> Vec<Finding> {
    let source = Arc::new(Source::new("export.json", realm.to_string()));
    let found = check(&Context::of_export(&Export::read(&source).unwrap(), &Policies::default()));
    found.into_iter().filter(|finding| finding.code.starts_with("identity-provider/")).collect()
}

fn codes(realm: &Value) -> Vec<(Severity, String)> {
    let mut codes: Vec<_> = found(realm).into_iter().map(|finding| (finding.severity, finding.code)).collect();
    codes.sort();
    codes
}

fn told(codes: &[(Severity, &str)]) -> Vec<(Severity, String)> {
    codes.iter().map(|(severity, code)| (*severity, format!("identity-provider/{code}"))).collect()
}

#[test]
fn providers_that_are_set_up_with_care_have_no_findings() {
    let oidc = json!({
        "validateSignature": "true", "useJwksUrl": "true", "jwksUrl": "https://p.example/jwks", "pkceEnabled": "true",
        "pkceMethod": "S256", "issuer": "https://p.example", "tokenUrl": "https://p.example/token",
        "authorizationUrl": "https://p.example/auth", "clientAuthMethod": "private_key_jwt", "syncMode": "FORCE"});
    let saml = json!({
        "validateSignature": "true", "signingCertificate": "MIIC", "wantAssertionsSigned": "true",
        "wantAssertionsEncrypted": "true", "wantAuthnRequestsSigned": "true", "postBindingResponse": "true",
        "idpEntityId": "https://s.example", "singleSignOnServiceUrl": "https://s.example/sso", "syncMode": "FORCE",
        "nameIDPolicyFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"});
    let realm = json!({"realm": "r", "identityProviders": [
        {"alias": "p", "providerId": "oidc", "trustEmail": false, "storeToken": false, "config": oidc},
        {"alias": "s", "providerId": "saml", "firstBrokerLoginFlowAlias": "first broker login", "config": saml}]});
    assert_eq!(codes(&realm), []);
}

#[test]
fn bare_providers_show_what_each_lacks() {
    let of =
        |provider: &str| codes(&json!({"realm": "r", "identityProviders": [{"alias": "p", "providerId": provider}]}));
    let (info, warning, error) = (Severity::Info, Severity::Warning, Severity::Error);
    let oidc = told(&[
        (info, "not-synced"),
        (warning, "issuer-missing"),
        (warning, "oidc-unsigned"),
        (warning, "pkce-missing"),
    ]);
    assert_eq!(of("oidc"), oidc);
    assert_eq!(of("keycloak-oidc"), oidc);
    let saml = told(&[
        (info, "not-synced"),
        (info, "saml-assertion-unencrypted"),
        (info, "saml-request-unsigned"),
        (warning, "issuer-missing"),
        (warning, "saml-redirect-binding"),
        (error, "saml-unsigned"),
    ]);
    assert_eq!(of("saml"), saml);
    assert_eq!(of("github"), told(&[(info, "not-synced")]));
    assert_eq!(of("google"), told(&[(info, "not-synced"), (info, "open-to-everyone")]));
    assert_eq!(of("kubernetes"), []);
}

#[test]
fn a_step_that_links_is_shown_and_an_error_where_anybody_can_join() {
    for (provider, severity) in [("saml", Severity::Warning), ("github", Severity::Error)] {
        let realm = json!({"realm": "r",
            "identityProviders": [{"alias": "p", "providerId": provider, "firstBrokerLoginFlowAlias": "link"}],
            "authenticationFlows": [{"alias": "link", "authenticationExecutions": [
                {"authenticator": "idp-detect-existing-broker-user", "requirement": "REQUIRED"},
                {"authenticator": "idp-auto-link", "requirement": "REQUIRED"}]}]});
        let findings = found(&realm);
        let finding = findings.iter().find(|finding| finding.code.ends_with("/links-without-proof")).unwrap();
        assert_eq!(finding.severity, severity, "{provider}");
        let (_, place) = finding.related.as_ref().unwrap();
        let text = &place.source.text[place.offset..place.offset + place.length];
        assert_eq!(text, "\"idp-auto-link\"");
    }
}

#[test]
fn rights_that_all_users_get_are_worse_than_those_by_a_claim() {
    for (mapper, severity) in [
        ("oidc-hardcoded-role-idp-mapper", Severity::Error),
        ("oidc-advanced-role-idp-mapper", Severity::Warning),
        ("keycloak-oidc-role-to-role-idp-mapper", Severity::Warning),
    ] {
        let realm = json!({"realm": "r", "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
            "identityProviderMapper": mapper, "config": {"role": "realm-management.manage-users"}}]});
        assert_eq!(codes(&realm), told(&[(severity, "sensitive-role")]), "{mapper}");
    }
}

#[test]
fn mappers_of_rights_are_told_as_warnings_and_others_as_hints() {
    let (warning, info) = (Some(Severity::Warning), Some(Severity::Info));
    for (mapper, own, of_provider, expected) in [
        ("oidc-role-idp-mapper", "INHERIT", "IMPORT", warning),
        ("oidc-advanced-group-idp-mapper", "IMPORT", "FORCE", warning),
        ("keycloak-oidc-role-to-role-idp-mapper", "LEGACY", "FORCE", warning),
        ("oidc-role-idp-mapper", "INHERIT", "LEGACY", info),
        ("oidc-user-attribute-idp-mapper", "INHERIT", "IMPORT", info),
        ("oidc-role-idp-mapper", "INHERIT", "FORCE", None),
        ("oidc-role-idp-mapper", "FORCE", "IMPORT", None),
        ("saml-role-idp-mapper", "INHERIT", "LEGACY", None),
        ("oidc-user-attribute-idp-mapper", "LEGACY", "IMPORT", None),
        ("oidc-username-idp-mapper", "INHERIT", "IMPORT", None),
        ("oidc-hardcoded-role-idp-mapper", "INHERIT", "IMPORT", None),
        ("oidc-hardcoded-group-idp-mapper", "IMPORT", "IMPORT", None),
    ] {
        let realm = json!({"realm": "r",
            "identityProviders": [{"alias": "p", "providerId": "github", "config": {"syncMode": of_provider}}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p", "identityProviderMapper": mapper,
                "config": {"syncMode": own, "role": "staff"}}]});
        let found = codes(&realm).into_iter().find(|(_, code)| code.ends_with("/mapper-not-synced"));
        assert_eq!(found.map(|(severity, _)| severity), expected, "{mapper} {own} {of_provider}");
    }
}

#[test]
fn mappers_that_have_the_mode_of_their_provider_are_told_of_once() {
    let mapper = |name: &str, kind: &str| json!({"name": name, "identityProviderAlias": "p", "identityProviderMapper": kind, "config": {"syncMode": "INHERIT"}});
    let realm = json!({"realm": "r",
        "identityProviders": [{"alias": "p", "providerId": "github", "config": {"syncMode": "IMPORT"}}],
        "identityProviderMappers": [
            mapper("phone", "oidc-user-attribute-idp-mapper"), mapper("staff", "oidc-role-idp-mapper"),
            mapper("teams", "oidc-advanced-group-idp-mapper")]});
    let findings = found(&realm);
    let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
    let told = "the sync mode of the mapper `staff` and 1 more is `IMPORT`: \
                rights stay after the provider revokes them";
    assert_eq!(messages, [told]);
}
