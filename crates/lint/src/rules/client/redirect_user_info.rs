//! Redirect URIs with a user name before the host.

use super::uri::{for_redirect_uris, has_user};
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-user-info",
    severity: Severity::Warning,
    title: "Redirect URI with a user name before the host",
    why: "`https://shop.example@attacker.test/` is an address of attacker.test. Reviewers of a list of URIs miss that, \
          and no application needs a user name in one.",
    fix: "remove the user name and the `@` from the URI",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.1",
        "https://www.rfc-editor.org/rfc/rfc3986#section-7.6",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example@attacker.test/cb"]}]}"#,
    ],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/@ann"]}]}"#],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) {
        for_redirect_uris(client, |keys, uri| {
            if has_user(uri) {
                report.at_item(client, keys, uri, format!("the host of `{uri}` is the part after the `@`"));
            }
        });
    }
}
