//! SAML clients that accept IdP-initiated logins.

use super::{CLIENT, attribute, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/idp-initiated",
    severity: Severity::Info,
    title: "SAML client accepts IdP-initiated logins",
    why: "An unsolicited response cannot be tied to the browser that started the login, so the application cannot \
          distinguish a login that the user wanted from one triggered by a link on another site. The user then works \
          in an account that an attacker chose, and enters data there. A stolen response can be submitted from \
          anywhere. Only portals with a tile for each application need this.",
    fix: "remove the attribute `saml_idp_initiated_sso_url_name` and let the application start the login",
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
        report.at(client, NAME, format!("IdP-initiated logins are enabled under the name `{name}`"));
    }
}
