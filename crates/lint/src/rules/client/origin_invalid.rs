//! A web origin that is none.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/origin-invalid",
    severity: Severity::Info,
    title: "A web origin has more or less than scheme, host and port",
    why: "Keycloak compares it with what browsers send, which is scheme, host and port and nothing else. With a path \
          or a slash at the end it never fits, calls fail, and `*` is what people write next.",
    fix: "write it as `https://shop.example` or `https://shop.example:8443`",
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
            report.at_item(client, &["webOrigins"], origin, format!("`{origin}` is no origin"));
        }
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.split_once("://").map(|(_, host)| host);
    matches!(text, "+" | "*" | "") || host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#']))
}
