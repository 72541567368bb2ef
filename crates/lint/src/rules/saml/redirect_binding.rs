//! SAML clients whose responses may be returned in the URL.

use super::{CLIENT, FORCE_ARTIFACT, FORCE_POST, is_judged, is_off, is_turned_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/redirect-binding",
    severity: Severity::Warning,
    title: "SAML assertions may be returned in the URL (redirect binding)",
    why: "Unless the POST binding is forced, Keycloak answers with the binding of the request, so a request by \
          redirect is answered with a URL that contains the whole assertion. URLs stay in the browser history, in \
          server and proxy logs and in the `Referer` header of the next page, and long ones are truncated. The SAML \
          browser profile does not allow the redirect binding for responses.",
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
        report.at(client, FORCE_POST, "a request by redirect is answered with a URL that contains the assertion");
    }
}
