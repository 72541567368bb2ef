//! A client that gets all roles of its users.

use super::{CLIENT, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/full-scope",
    severity: Severity::Info,
    title: "The client's tokens carry all roles of its users",
    why: "With full scope a token carries every role that the user has anywhere, so a token that leaks from the \
          smallest application is good for the largest, and tokens grow with every role. It is how Keycloak makes \
          every client.",
    fix: "switch `fullScopeAllowed` off, and assign the roles that the application needs, or its client scopes",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
        "https://www.keycloak.org/docs/latest/server_admin/#_role_scope_mappings",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "fullScopeAllowed": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "fullScopeAllowed": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "fullScopeAllowed": true, "bearerOnly": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "api", "bearerOnly": true, "directAccessGrantsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "job", "serviceAccountsEnabled": true, "standardFlowEnabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    // The tokens of a service account alone carry its own roles either way.
    if is_judged(client) && logs_users_in(client) && client.flag_or(&["fullScopeAllowed"], true) == Some(true) {
        report.at(client, &["fullScopeAllowed"], "its tokens carry all roles of its users");
    }
}
