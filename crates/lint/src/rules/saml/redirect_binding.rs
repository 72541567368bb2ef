//! A SAML client whose responses may come in the address of a page.

use super::{CLIENT, FORCE_ARTIFACT, FORCE_POST, is_judged, is_off, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/redirect-binding",
    severity: Severity::Warning,
    title: "Assertions may be sent to a client in the address of a page",
    why: "Where the POST binding is not forced, Keycloak answers in the way that the request came, and a request that came by \
          redirect is answered with an address that holds the whole assertion. Addresses stay in the history, in logs of \
          servers and proxies, and in the referrer of the next page, and long ones are cut off. The SAML profile for \
          browsers does not allow the redirect binding for a response.",
    fix: "set the attribute `saml.force.post.binding` to `true`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.force.post.binding": "false"}}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.force.post.binding": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.force.post.binding": "false", "saml.artifact.binding": "true"}}]}"#,
    ],
};

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if is_judged(client) && is_turned_off(client, context, FORCE_POST) && is_off(client, FORCE_ARTIFACT) {
        report.at(client, FORCE_POST, "a request by redirect is answered with an address that holds the assertion");
    }
}
