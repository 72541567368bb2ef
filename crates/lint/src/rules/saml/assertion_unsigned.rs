//! SAML clients whose responses are signed but whose assertions are not.

use super::{CLIENT, SIGN_ASSERTION, SIGN_DOCUMENT, is_judged, is_off, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/assertion-unsigned",
    severity: Severity::Info,
    title: "SAML assertions are not signed, only the response",
    why: "The signature of the response protects the assertion only while it is inside that response. An application \
          that extracts the assertion, to store it or to pass it to a backend service, cannot prove who issued it. \
          Signature wrapping attacks make libraries read an assertion outside the signed part. Keycloak creates \
          clients this way by default, so the severity is `info`; if nothing is signed, `saml/unsigned` applies.",
    fix: "set the attribute `saml.assertion.signature` to `true`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-sec-consider-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.server.signature": "true"}}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.server.signature": "true", "saml.assertion.signature": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
};

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if is_judged(client) && is_off(client, SIGN_ASSERTION) && !is_turned_off(client, context, SIGN_DOCUMENT) {
        report.at(client, SIGN_ASSERTION, "responses are signed, but the assertions in them are not");
    }
}
