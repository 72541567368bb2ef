//! Public clients with token exchange enabled.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/public-exchange",
    severity: Severity::Warning,
    title: "Public client with token exchange enabled",
    why: "A public client cannot authenticate, so anyone who obtains one of its tokens can exchange it for a token \
          with another audience.",
    fix: "set the attribute `standard.token.exchange.enabled` to `false`, or set `publicClient` to `false`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc8693#section-5",
        "https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "attributes": {"standard.token.exchange.enabled": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"standard.token.exchange.enabled": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}]}"#,
    ],
};

const EXCHANGE: &[&str] = &["attributes", "standard.token.exchange.enabled"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(&["publicClient"]) && client.is(EXCHANGE) {
        report.at(client, EXCHANGE, "token exchange is enabled on a public client");
    }
}
