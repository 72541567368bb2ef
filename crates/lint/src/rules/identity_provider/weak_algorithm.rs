//! A SAML provider to which Keycloak signs with SHA-1, or which encrypts with the old padding of RSA.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/weak-algorithm",
    severity: Severity::Warning,
    title: "Messages to or from a SAML provider use a broken algorithm",
    why: "Collisions of SHA-1 can be bought, and Java 17 and newer refuse to check such signatures. RSA with the padding of \
          PKCS#1 1.5 lets whoever holds an encrypted assertion find its content by many altered copies, each of which \
          Keycloak answers with another error. Keycloak marks the SHA-1 algorithms as deprecated.",
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
        let message = format!("what is sent to it is signed with `{name}`, and SHA-1 is broken");
        report.at(provider, &["config", "signatureAlgorithm"], message);
    }
    if config::text(provider, "encryptionAlgorithm") == Some("RSA1_5") {
        let message = "it encrypts with `RSA1_5`, which an attacker can ask open";
        report.at(provider, &["config", "encryptionAlgorithm"], message);
    }
}
