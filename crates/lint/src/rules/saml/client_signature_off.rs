//! A SAML client whose requests need no signature.

use super::{CLIENT, CLIENT_SIGNATURE, is_judged, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/client-signature-off",
    severity: Severity::Warning,
    title: "Anybody can send requests in the name of a SAML client",
    why: "Without a signature Keycloak takes a request to log in or to log out from everybody who knows the client's name. \
          They choose where among the client's redirect URIs the assertion goes and in which form, start a login that the \
          user did not ask for, and end sessions. With the signature a stolen redirect page or a wildcard in the redirect \
          URIs is of no use without the application's key.",
    fix: "set the attribute `saml.client.signature` to `true`, with the application's certificate in \
          `saml.signing.certificate`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.client.signature": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.client.signature": "true"}}, {"clientId": "site"}]}"#],
};

fn check(client: &Subject, context: &Context, report: &mut Report) {
    if is_judged(client) && is_turned_off(client, context, CLIENT_SIGNATURE) {
        report.at(client, CLIENT_SIGNATURE, "requests in its name need no signature, so anybody can send them");
    }
}
