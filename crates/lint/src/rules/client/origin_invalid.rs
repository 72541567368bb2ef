//! Web origins that are not a valid origin.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/origin-invalid",
    severity: Severity::Info,
    title: "Web origin is not exactly scheme, host and port",
    why: "Keycloak compares the value with the origin that browsers send, which is exactly scheme, host and port. A \
          value without a scheme, with a path or with a trailing slash never matches. Calls fail, and people then \
          resort to `*`.",
    fix: "write the origin in `webOrigins` as `https://shop.example` or `https://shop.example:8443`",
    links: &["https://www.rfc-editor.org/rfc/rfc6454#section-3.2"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["https://shop.example/"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["shop.example"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["https://shop.example/app"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["https://shop.example:8443", "+", "*", "http://localhost:3000"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for origin in client.texts(&["webOrigins"]).filter(|origin| !is_origin(origin)) {
            report.at_item(client, &["webOrigins"], origin, format!("`{origin}` is not a valid origin"));
        }
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.split_once("://").map(|(_, host)| host);
    matches!(text, "+" | "*" | "") || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#']))
}
