//! A SAML client that takes logins it did not ask for.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/idp-initiated",
    severity: Severity::Info,
    title: "A SAML client takes logins that it did not ask for",
    why: "A response to no request cannot be tied to the browser that began, so the application cannot tell a login that the \
          user wanted from one that a link on another site brought about: the user works in an account that somebody \
          else chose, and what they enter goes there. A stolen response can be sent in from anywhere. Portals with a tile \
          for each application need it; others do not.",
    fix: "take the attribute `saml_idp_initiated_sso_url_name` away, and let the application begin the login",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml_idp_initiated_sso_url_name": "portal"}}]}"#],
    good: &[r#"{"realm": "r", "clients": [
            {"clientId": "sp", "protocol": "saml", "attributes": {"saml_idp_initiated_sso_url_name": ""}},
            {"clientId": "other", "protocol": "saml"}]}"#],
};

const NAME: &[&str] = &["attributes", "saml_idp_initiated_sso_url_name"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    if let Some(name) = attribute(client, NAME) {
        report.at(client, NAME, format!("under the name `{name}` it takes logins that it did not ask for"));
    }
}
