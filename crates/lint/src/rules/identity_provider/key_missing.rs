//! A provider whose signatures are to be checked, with nothing to check them with.

use super::{PROVIDER, is_checked, is_oidc, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/key-missing",
    severity: Severity::Error,
    title: "The signatures of a provider are checked, but its key is not there",
    why: "With `validateSignature` every login needs the provider's key: from its JWKS or metadata address, or written down in \
          the settings. Where neither is there, all logins through the provider end in an error, and people turn the check \
          off instead of giving the key. Keycloak refuses such settings of OpenID Connect today, but takes those of SAML.",
    fix: "give the address of the provider's keys (OpenID Connect: `useJwksUrl` with `jwksUrl`; SAML: \
          `useMetadataDescriptorUrl` with `metadataDescriptorUrl`), or the key itself (`publicKeySignatureVerifier`; \
          `signingCertificate`)",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_oidc",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "validateSignature": "true", "jwksUrl": "https://p.example/jwks"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "validateSignature": "true", "useJwksUrl": "true", "publicKeySignatureVerifier": "MIIB"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "true", "metadataDescriptorUrl": "https://p.example/metadata"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {
                "validateSignature": "true", "useJwksUrl": "true", "jwksUrl": "https://p.example/jwks"}},
            {"alias": "b", "providerId": "oidc", "config": {
                "validateSignature": "true", "publicKeySignatureVerifier": "MIIB"}},
            {"alias": "c", "providerId": "saml", "config": {"validateSignature": "true", "signingCertificate": "MIIC"}},
            {"alias": "d", "providerId": "saml", "config": {"validateSignature": "true",
                "useMetadataDescriptorUrl": "true", "metadataDescriptorUrl": "https://p.example/metadata"}},
            {"alias": "e", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let (switch, address, key) = if is_oidc(provider) {
        ("useJwksUrl", "jwksUrl", "publicKeySignatureVerifier")
    } else if is_saml(provider) {
        ("useMetadataDescriptorUrl", "metadataDescriptorUrl", "signingCertificate")
    } else {
        return;
    };
    let source = if config::is_on(provider, switch) { address } else { key };
    if is_checked(provider) && config::text(provider, source).is_none() {
        let message = format!("its signatures are checked, but `{source}` says nothing, so no login can succeed");
        report.at(provider, &["config", source], message);
    }
}
