//! Clients whose tokens carry every role of the user.

use super::{CLIENT, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/full-scope",
    severity: Severity::Info,
    title: "Client with full scope allowed",
    why: "With full scope, a token carries every role that the user has anywhere. A token that leaks from the smallest \
          application also works for the largest, and tokens grow with every role. Keycloak allows full scope on every \
          new client.",
    fix: "set `fullScopeAllowed` to `false`, then add scope mappings for the roles that the application needs to the \
          client or to its client scopes",
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
        report.at(client, &["fullScopeAllowed"], "full scope is allowed, so tokens carry every role of the user");
    }
}
