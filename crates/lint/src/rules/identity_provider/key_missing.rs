//! A provider whose signatures are validated without a key.

use super::{PROVIDER, is_checked, is_oidc, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/key-missing",
    severity: Severity::Error,
    title: "Signatures of an identity provider are validated, but its key is missing",
    why: "With `validateSignature`, every login needs the provider's key, either from its JWKS or metadata URL or from \
          the settings. Without a key, every login through the provider fails, and people turn the validation off \
          instead of adding the key. Keycloak now rejects such settings for OpenID Connect, but still accepts them for \
          SAML.",
    fix: "set the URL of the provider's keys (OpenID Connect: `useJwksUrl` with `jwksUrl`; SAML: \
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
        let message = format!("signatures are validated, but `{source}` is not set, so every login fails");
        report.at(provider, &["config", source], message);
    }
}
