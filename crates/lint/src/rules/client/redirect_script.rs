//! Redirect URIs that are a script or data.

use super::uri::{for_redirect_uris, is_script};
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-script",
    severity: Severity::Error,
    title: "Redirect URI is a script or data URI",
    why: "A browser that is redirected to a `javascript:` or `data:` URI runs or renders its content in the context \
          of the page that follows the redirect. No application needs such a URI.",
    fix: "remove the URI",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.1",
        "https://www.keycloak.org/docs/latest/server_admin/#_oidc_clients",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["javascript:alert(1)"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["data:text/html,x"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/javascript:x"]}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) {
        for_redirect_uris(client, |keys, uri| {
            if is_script(uri) {
                report.at_item(
                    client,
                    keys,
                    uri,
                    format!("`{uri}` is a script or data URI, not the address of an application"),
                );
            }
        });
    }
}
