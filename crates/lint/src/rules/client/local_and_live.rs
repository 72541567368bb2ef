//! Addresses of a developer's machine beside real ones.

use super::uri::is_local;
use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/local-and-live",
    severity: Severity::Info,
    title: "A client has addresses of the developer's own machine beside real ones",
    why: "Whatever runs on a user's machine at that port receives codes of the real application: another user's \
          process on a shared host, or a page that a developer tool serves. Development deserves a client of its own.",
    fix: "move the loopback addresses to a client for development",
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
        report.at_item(client, &["redirectUris"], local, format!("`{local}` stands beside real addresses"));
    }
}
