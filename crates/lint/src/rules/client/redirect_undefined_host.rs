//! A redirect URI without scheme and host.

use super::uri::{for_redirect_uris, has_scheme, resolved, told};
use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/redirect-undefined-host",
    severity: Severity::Info,
    title: "It cannot be told which host a redirect URI is on",
    why: "The address is relative and the client has no root URL, so it is on whatever host Keycloak is reached at, \
          today and after a move. Neither a reviewer nor this tool can say whether it is encrypted.",
    fix: "set `rootUrl`, or write the address in full",
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
            if !has_scheme(&resolved(client, uri)) {
                let uri_told = told(uri);
                report.at_item(client, keys, uri, format!("`{uri_told}` is relative, and the client has no root URL"));
            }
        });
    }
}
