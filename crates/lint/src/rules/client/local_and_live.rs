//! Clients that mix loopback and production redirect URIs.

use super::uri::is_local;
use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/local-and-live",
    severity: Severity::Info,
    title: "Loopback redirect URI on a production client",
    why: "Any process that listens on that port of the user's machine receives authorization codes of the real \
          application. It may be another user's process on a shared host, or a page that a developer tool serves. Use \
          a separate client for development.",
    fix: "move the loopback addresses in `redirectUris` to a client for development",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.1",
        "https://www.rfc-editor.org/rfc/rfc8252#section-8.3",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb", "http://localhost:3000/cb"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["http://localhost:3000/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb", "com.example.shop:/cb"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) || !has_redirects(client) {
        return;
    }
    let (local, real): (Vec<&str>, Vec<&str>) = client.texts(&["redirectUris"]).partition(|uri| is_local(uri));
    if let (Some(local), true) = (local.first(), real.iter().any(|uri| uri.starts_with("https://"))) {
        report.at_item(
            client,
            &["redirectUris"],
            local,
            format!("`{local}` is a loopback address on a client with production redirect URIs"),
        );
    }
}
