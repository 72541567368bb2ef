//! A SAML client that takes the user's password from programs.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/ecp-allowed",
    severity: Severity::Warning,
    title: "A SAML client takes passwords from programs, past the login page",
    why: "With the profile for enhanced clients (ECP) a program sends name and password to Keycloak itself, by HTTP Basic. \
          The browser flow is not run, so a second factor, a required action or terms that it asks for are not; passwords \
          can be tried by script, and the program has the password in its hands. It is what the password grant is to \
          OpenID Connect.",
    fix: "set the attribute `saml.allow.ecp.flow` to `false`, unless programs without a browser log in to the application",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.allow.ecp.flow": "true"}}]}"#],
    good: &[r#"{"realm": "r", "clients": [
            {"clientId": "sp", "protocol": "saml", "attributes": {"saml.allow.ecp.flow": "false"}},
            {"clientId": "other", "protocol": "saml"}]}"#],
};

const ALLOWED: &[&str] = &["attributes", "saml.allow.ecp.flow"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(ALLOWED) {
        report.at(client, ALLOWED, "programs log in to it with name and password, past the login page");
    }
}
