//! Relative redirect URIs of clients without a root URL.

use super::uri::{for_redirect_uris, has_scheme, resolved};
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::has_stray;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-undefined-host",
    severity: Severity::Info,
    title: "Relative redirect URI without a root URL",
    why: "The URI is relative and the client has no root URL, so its host is the one under which Keycloak is reached, \
          today and after a move. Neither a reviewer nor this tool can check whether the connection is encrypted.",
    fix: "set `rootUrl`, or write the full URI",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
        "https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["cb/*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["/cb"], "rootUrl": "https://shop.example"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/cb", "app:/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["/cb"], "rootUrl": "${authBaseUrl}"}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) {
        for_redirect_uris(client, |keys, uri| {
            // What matches no address is another rule's.
            if !has_scheme(&resolved(client, uri)) && !has_stray(uri) {
                report.at_item(client, keys, uri, format!("`{uri}` is relative, but the client has no root URL"));
            }
        });
    }
}
