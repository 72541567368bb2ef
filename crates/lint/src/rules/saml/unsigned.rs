//! SAML clients whose responses are not signed at all.

use super::{CLIENT, FORCE_ARTIFACT, SIGN_ASSERTION, SIGN_DOCUMENT, is_judged, is_off, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/unsigned",
    severity: Severity::Error,
    title: "Neither the SAML response nor the assertion is signed",
    why: "The response travels through the user's browser. Without a signature, the user can change the name or the \
          roles in it or forge a whole response, and an application that accepts unsigned responses logs them in as \
          anyone. The SAML browser profile requires a signature on responses sent by HTTP POST. If the artifact \
          binding is forced, the application fetches the response directly from Keycloak, so the severity is \
          `warning`.",
    fix: "set the attribute `saml.assertion.signature` or `saml.server.signature` to `true`, preferably both",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.server.signature": "false", "saml.assertion.signature": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.server.signature": "true", "saml.assertion.signature": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.assertion.signature": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "enabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "protocol": "openid-connect"}]}"#,
    ],
};

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if is_judged(client) && is_turned_off(client, context, SIGN_DOCUMENT) && is_off(client, SIGN_ASSERTION) {
        let told = report.at(client, SIGN_ASSERTION, "neither SAML responses nor the assertions in them are signed");
        if client.is(FORCE_ARTIFACT) {
            told.severity(Severity::Warning);
        }
    }
}
