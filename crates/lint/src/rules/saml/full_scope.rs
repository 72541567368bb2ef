//! SAML clients whose assertions contain every role of the user.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/full-scope",
    severity: Severity::Info,
    title: "SAML client with full scope allowed",
    why: "With full scope, an assertion contains every role that the user has in every application. One application \
          learns what the user may do in all others, and a role of the same name from another application grants \
          access here. Long role lists also make assertions too large for some applications. Full scope is Keycloak's \
          default for a new client, so the severity is `info`.",
    fix: "set `fullScopeAllowed` to `false` and add scope mappings for the roles that the client needs",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_role_scope_mappings"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "fullScopeAllowed": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "fullScopeAllowed": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "consentRequired": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "fullScopeAllowed": true}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    // Keycloak gives it to a new client that needs no consent.
    if is_judged(client) && client.flag_or(&["fullScopeAllowed"], !client.is(&["consentRequired"])) == Some(true) {
        report.at(client, &["fullScopeAllowed"], "full scope is allowed, so assertions contain every role of the user");
    }
}
