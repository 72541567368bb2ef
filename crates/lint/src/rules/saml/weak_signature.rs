//! SAML clients whose messages are signed with SHA-1.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/weak-signature",
    severity: Severity::Warning,
    title: "SAML messages signed with SHA-1",
    why: "SHA-1 collisions can be bought: two documents share one signature, one is presented for signing and the \
          other is used. NIST is retiring SHA-1, and Java 17 and later refuse to verify such signatures, so an update \
          breaks applications that run on Java. Keycloak marks both algorithms as deprecated.",
    fix: "set the attribute `saml.signature.algorithm` to `RSA_SHA256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6194",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.signature.algorithm": "RSA_SHA1"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.signature.algorithm": "DSA_SHA1"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.signature.algorithm": "RSA_SHA256_MGF1"}}, {"clientId": "other", "protocol": "saml"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "attributes": {"saml.signature.algorithm": "RSA_SHA1"}}]}"#,
    ],
};

const ALGORITHM: &[&str] = &["attributes", "saml.signature.algorithm"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    if let Some(algorithm) = attribute(client, ALGORITHM)
        && algorithm.ends_with("_SHA1")
    {
        report.at(client, ALGORITHM, format!("messages are signed with `{algorithm}`, but SHA-1 is broken"));
    }
}
