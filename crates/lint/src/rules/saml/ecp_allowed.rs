//! SAML clients with the ECP flow enabled.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/ecp-allowed",
    severity: Severity::Warning,
    title: "SAML ECP flow enabled",
    why: "With the Enhanced Client or Proxy (ECP) profile, a program sends the user name and password directly to \
          Keycloak by HTTP Basic. The browser flow does not run, so its second factor, required actions and terms are \
          skipped. Passwords can be tried by script, and the program sees the password. ECP is to SAML what the \
          password grant is to OpenID Connect.",
    fix: "set the attribute `saml.allow.ecp.flow` to `false`, unless programs without a browser log in to the \
          application",
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
        report.at(client, ALLOWED, "programs can log in with user name and password, bypassing the login page");
    }
}
