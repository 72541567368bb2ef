//! A SAML client whose responses are signed, but not the assertions in them.

use super::{CLIENT, SIGN_ASSERTION, SIGN_DOCUMENT, is_judged, is_off, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/assertion-unsigned",
    severity: Severity::Info,
    title: "The assertions for a SAML client are not signed, only the response around them",
    why: "The signature of the response covers the assertion only while it is in that response. An application that takes \
          the assertion out (to keep it, or to pass it on to a service behind it) has nothing that proves who wrote it, \
          and libraries that search a response for its assertion have been led to one outside of what was signed. \
          Keycloak makes clients so by default, so this is a hint; without any signature it is `saml/unsigned`.",
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
        report.at(client, SIGN_ASSERTION, "the responses to it are signed, but not the assertions in them");
    }
}
