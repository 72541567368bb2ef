//! Clients with `offline_access` as a default scope.

use super::{CLIENT, REFRESH, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/offline-access-default",
    severity: Severity::Warning,
    title: "Client with `offline_access` as a default scope",
    why: "If `offline_access` is a default scope, every login creates an offline token. It stays valid after logout \
          and after a Keycloak restart. A stolen one gives access to the account until somebody finds and revokes it.",
    fix: "remove `offline_access` from `defaultClientScopes`, and add it to `optionalClientScopes` if the client needs \
          it",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_offline-access",
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["offline_access"]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "api", "bearerOnly": true, "defaultClientScopes": ["offline_access"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["offline_access"],
            "attributes": {"use.refresh.tokens": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "optionalClientScopes": ["offline_access"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "defaultClientScopes": ["email"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client)
        && (logs_users_in(client) || client.is(&["serviceAccountsEnabled"]))
        && client.flag_or(REFRESH, true) != Some(false)
        && let Some(scope) = client.texts(&["defaultClientScopes"]).find(|scope| *scope == "offline_access")
    {
        report.at_item(client, &["defaultClientScopes"], scope, "every login creates an offline token");
    }
}
