//! Redirect URIs that use HTTP instead of HTTPS.

use super::uri::for_redirect_uris;
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext::is_sent;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-clear-text",
    severity: Severity::Error,
    title: "Redirect URI uses unencrypted HTTP",
    why: "Anyone on the network path can read the authorization code, or the token in the implicit flow, and can \
          replace the page. Only native applications may use HTTP, and only with loopback addresses.",
    fix: "use an `https://` URI; for a native application, use `http://127.0.0.1` or `http://[::1]`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
        "https://www.rfc-editor.org/rfc/rfc8252#section-7.3",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["http://shop.example/cb"]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["http://localhost:8080/cb", "http://127.0.0.1/cb", "http://[::1]/cb", "https://shop.example/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["/cb"], "rootUrl": "http://shop.example"}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) {
        for_redirect_uris(client, |keys, uri| {
            if is_sent(uri, "http") {
                report.at_item(client, keys, uri, format!("data sent to `{uri}` can be read in transit"));
            }
        });
    }
}
