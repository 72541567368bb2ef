//! A SAML client that is told of all roles of its users.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/full-scope",
    severity: Severity::Info,
    title: "A SAML client is told of all roles that its users have",
    why: "With full scope the assertion holds every role of the user in every application, so one application learns what the \
          user may do in all others, and a role of another application with the same name opens doors here. Long lists of \
          roles also make assertions too large for some. It is Keycloak's default for a new client, so this is a hint.",
    fix: "set `fullScopeAllowed` to false, and give the client the roles that it needs as scope mappings",
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
        report.at(client, &["fullScopeAllowed"], "its assertions hold all roles that the user has anywhere");
    }
}
