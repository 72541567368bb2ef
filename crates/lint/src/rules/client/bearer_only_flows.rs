//! Bearer-only clients with login flows enabled.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/bearer-only-flows",
    severity: Severity::Info,
    title: "Bearer-only client with login flows enabled",
    why: "A bearer-only client never starts a login, so its flow switches have no effect today. They take effect as \
          soon as somebody clears `bearerOnly`, with the redirect URIs that the client still has.",
    fix: "set `implicitFlowEnabled`, `directAccessGrantsEnabled` and `serviceAccountsEnabled` to `false`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true, "directAccessGrantsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true, "implicitFlowEnabled": true}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true, "standardFlowEnabled": true}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    // `standardFlowEnabled` is on in every client that Keycloak makes.
    let flows = ["implicitFlowEnabled", "directAccessGrantsEnabled", "serviceAccountsEnabled"];
    if is_judged(client)
        && client.is(&["bearerOnly"])
        && let Some(flow) = flows.into_iter().find(|flow| client.is(&[flow]))
    {
        report.at(client, &[flow], format!("`{flow}` is enabled, but the client is bearer-only"));
    }
}
