//! SAML clients whose assertions are not encrypted.

use super::{CLIENT, ENCRYPT, FORCE_ARTIFACT, is_judged, is_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/unencrypted",
    severity: Severity::Info,
    title: "SAML assertions are not encrypted",
    why: "An assertion passes through the user's browser as Base64. Extensions, the request history of a shared \
          machine and proxies that open TLS reveal its attributes (names, addresses, roles). Keycloak does not encrypt \
          by default, and many applications cannot decrypt, so the severity is `info`. If the artifact binding is \
          forced, no assertion passes through the browser and the rule does not apply.",
    fix: "set the attribute `saml.encrypt` to `true`, and `saml.encryption.certificate` to the application's \
          certificate",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-sec-consider-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.encrypt": "false"}}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.encrypt": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.artifact.binding": "true"}}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && is_off(client, ENCRYPT) && is_off(client, FORCE_ARTIFACT) {
        report.at(client, ENCRYPT, "assertions pass through the browser unencrypted");
    }
}
