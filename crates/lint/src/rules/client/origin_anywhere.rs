//! Web origins for all.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/origin-anywhere",
    severity: Severity::Warning,
    title: "Pages of every origin may call Keycloak as the client",
    why: "With `*` any page that a user visits can read Keycloak's answers to requests of this client, tokens among \
          them, when it gets hold of a code or a cookie is sent along.",
    fix: "list the origins of the application, or write `+` for those of its redirect URIs",
    links: &[
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
        "https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "security-admin-console", "webOrigins": ["*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["+"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["https://shop.example"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client)
        && let Some(origin) = client.texts(&["webOrigins"]).find(|origin| *origin == "*")
    {
        report.at_item(client, &["webOrigins"], origin, "pages of every origin may call Keycloak as this client");
    }
}
