//! Redirect URIs with a wildcard in the path.

use super::uri::{for_redirect_uris, is_local, is_wildcard_ahead};
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::{Reach, reach};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-wildcard",
    severity: Severity::Warning,
    title: "Wildcard in the path of a redirect URI",
    why: "Any page below the path can be made to receive the code: a page that leaks it in a `Referer` header, an open \
          redirect, or a page that users can write to. RFC 9700 therefore requires redirect URIs to be compared \
          exactly.",
    fix: "list the full URIs that the application uses",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1",
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.1.3",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["/app/*"], "rootUrl": "https://shop.example"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["http://localhost:3000/*", "http://127.0.0.1/*"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for_redirect_uris(client, |keys, uri| {
            if reach(uri) == Some(Reach::Path) && !is_local(uri) && !is_wildcard_ahead(uri) {
                report.at_item(
                    client,
                    keys,
                    uri,
                    format!("the wildcard in `{uri}` matches every path that starts the same way"),
                );
            }
        });
    }
}
