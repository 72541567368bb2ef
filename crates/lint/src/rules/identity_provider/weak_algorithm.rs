//! A SAML provider with SHA-1 signatures or PKCS#1 v1.5 encryption.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/weak-algorithm",
    severity: Severity::Warning,
    title: "Messages to or from a SAML provider use a broken algorithm",
    why: "SHA-1 collisions are affordable, and Java 17 and newer refuse to validate such signatures. RSA with PKCS#1 \
          v1.5 padding lets whoever holds an encrypted assertion decrypt it with many modified copies, because \
          Keycloak answers each with a different error (a padding oracle). Keycloak marks the SHA-1 algorithms as \
          deprecated.",
    fix: "set `signatureAlgorithm` in the provider's `config` to `RSA_SHA256`, and `encryptionAlgorithm` to `RSA-OAEP`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6194",
        "https://www.rfc-editor.org/rfc/rfc8017#section-7",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "wantAuthnRequestsSigned": "true", "signatureAlgorithm": "RSA_SHA1"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "encryptionAlgorithm": "RSA1_5"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "wantAuthnRequestsSigned": "true", "signatureAlgorithm": "RSA_SHA512", "encryptionAlgorithm": "RSA-OAEP"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "wantAuthnRequestsSigned": "false", "signatureAlgorithm": "RSA_SHA1"}}]}"#,
    ],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_saml(provider) {
        return;
    }
    let signs = ["wantAuthnRequestsSigned", "signSpMetadata"].iter().any(|key| config::is_on(provider, key));
    let signature = config::text(provider, "signatureAlgorithm").filter(|name| signs && name.ends_with("_SHA1"));
    if let Some(name) = signature {
        let message = format!("messages to the provider are signed with `{name}`, and SHA-1 is broken");
        report.at(provider, &["config", "signatureAlgorithm"], message);
    }
    if config::text(provider, "encryptionAlgorithm") == Some("RSA1_5") {
        let message = "assertions are encrypted with `RSA1_5`, which is open to padding oracle attacks";
        report.at(provider, &["config", "encryptionAlgorithm"], message);
    }
}
