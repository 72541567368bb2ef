//! Redirect URIs with a wildcard in the host.

use super::uri::{for_redirect_uris, is_wildcard_ahead};
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::{Reach, reach};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-host-wildcard",
    severity: Severity::Error,
    title: "Wildcard in the host of a redirect URI",
    why: "Keycloak compares plain text: `https://shop.example*` also matches `https://shop.example.attacker.test/`, a \
          name that anyone can register, and the code is sent there. Usually a `/` before the wildcard was intended. A \
          `*` elsewhere in the host, as in `https://*.shop.example`, is not a wildcard to Keycloak: it matches no \
          address, and somebody will then try a shorter pattern.",
    fix: "list the full URIs; at the very least, put a `/` before the final `*`",
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
                report.at_item(client, keys, uri, format!("`{uri}` has a wildcard in its host"));
            }
        });
    }
}
