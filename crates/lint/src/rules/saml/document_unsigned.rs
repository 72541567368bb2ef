//! SAML clients whose assertions are signed but whose messages are not.

use super::{CLIENT, SIGN_ASSERTION, SIGN_DOCUMENT, is_judged, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/document-unsigned",
    severity: Severity::Info,
    title: "SAML messages are not signed, only the assertions",
    why: "The signature of the assertion does not cover the message around it: the status, the destination and the \
          request that it answers. Logout requests contain no assertion, so they are not signed at all. Anyone who can \
          make the user's browser send one ends the user's session in an application that accepts it. An application \
          that requires signed logout messages rejects Keycloak's.",
    fix: "set the attribute `saml.server.signature` to `true`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.assertion.signature": "true", "saml.server.signature": "false"}}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.assertion.signature": "true", "saml.server.signature": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
};

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if is_judged(client) && client.is(SIGN_ASSERTION) && is_turned_off(client, context, SIGN_DOCUMENT) {
        report.at(client, SIGN_DOCUMENT, "assertions are signed, but the messages around them and logouts are not");
    }
}
