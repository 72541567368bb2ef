//! A redirect URI whose host ends in a wildcard.

use super::uri::{for_redirect_uris, is_wildcard_ahead, told};
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::{Reach, reach};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/redirect-host-wildcard",
    severity: Severity::Error,
    title: "A wildcard stands in the host of a redirect URI, so that other hosts fit",
    why: "Keycloak compares text: `https://shop.example*` fits `https://shop.example.attacker.test/` too, a name that \
          anybody can register, and the code is sent there. A slash before the wildcard was meant. A `*` further \
          ahead, as in `https://*.shop.example`, is no wildcard to Keycloak at all: no address fits, and somebody will \
          try a shorter one next.",
    fix: "list the addresses in full; at the least, put a `/` before the `*` at the end",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-4.1"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://*.shop.example/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "security-admin-console", "redirectUris": ["https://admin.example*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/a*b", "com.example.app:/cb"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) {
        for_redirect_uris(client, |keys, uri| {
            if reach(uri) == Some(Reach::Host) || is_wildcard_ahead(uri) {
                let uri_told = told(uri);
                report.at_item(client, keys, uri, format!("a wildcard stands in the host of `{uri_told}`"));
            }
        });
    }
}
