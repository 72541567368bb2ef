//! Web origins that use HTTP instead of HTTPS.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext::is_sent;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/origin-clear-text",
    severity: Severity::Warning,
    title: "Web origin uses unencrypted HTTP",
    why: "Anyone on the network path can inject a script into a page that is served over HTTP. The script can then \
          call Keycloak with all permissions of that origin.",
    fix: "use `https://` in `webOrigins`; `http://` is acceptable for localhost only",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-2.6"],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["http://shop.example"]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "webOrigins": ["http://localhost:3000", "https://shop.example"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for origin in client.texts(&["webOrigins"]).filter(|origin| is_sent(origin, "http")) {
            report.at_item(client, &["webOrigins"], origin, format!("pages of `{origin}` are served unencrypted"));
        }
    }
}
