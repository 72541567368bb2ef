//! Clients that allow every web origin.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/origin-anywhere",
    severity: Severity::Warning,
    title: "Web origin `*` allows every site",
    why: "With `*`, any page that a user visits can read Keycloak's responses to requests of this client. The \
          responses include tokens if the page obtains a code or if the browser sends a cookie along.",
    fix: "list the origins of the application in `webOrigins`, or use `+` for the origins of its redirect URIs",
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
        report.at_item(client, &["webOrigins"], origin, "`*` lets pages of any origin call Keycloak as this client");
    }
}
