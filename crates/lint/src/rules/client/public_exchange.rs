//! Token exchange by a public client.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/public-exchange",
    severity: Severity::Warning,
    title: "Anybody can exchange tokens as the client",
    why: "A public client cannot prove who it is, so whoever finds a token of it can exchange it for one with another \
          audience.",
    fix: "switch `standard.token.exchange.enabled` off, or make the client confidential",
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
        report.at(client, EXCHANGE, "it is public, and may exchange tokens");
    }
}
