//! SAML clients whose requests need no signature.

use super::{CLIENT, CLIENT_SIGNATURE, is_judged, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/client-signature-off",
    severity: Severity::Warning,
    title: "SAML client does not have to sign its requests",
    why: "Without a signature, Keycloak accepts login and logout requests from anyone who knows the client ID. An \
          attacker chooses which of the client's redirect URIs receives the assertion and in which form, starts logins \
          that the user did not ask for, and ends sessions. If requests must be signed, a stolen redirect page or a \
          wildcard in the redirect URIs is useless without the application's key.",
    fix: "set the attribute `saml.client.signature` to `true`, and `saml.signing.certificate` to the application's \
          certificate",
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
        report.at(
            client,
            CLIENT_SIGNATURE,
            "requests need no signature, so anyone can send them in the name of the client",
        );
    }
}
