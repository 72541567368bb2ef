//! Redirect URIs that match any address.

use super::uri::for_redirect_uris;
use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::{Reach, reach};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-anywhere",
    severity: Severity::Error,
    title: "Redirect URI matches any address",
    why: "Keycloak's wildcard matches any text, so an attacker who gets a user to follow a link to Keycloak chooses \
          where the authorization code or token is sent. With a public client or the implicit flow, that means account \
          takeover. It is the most exploited misconfiguration of OAuth.",
    fix: "list the full URIs of the application in `redirectUris` and `post.logout.redirect.uris`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1",
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.1",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/"], "attributes": {"post.logout.redirect.uris": "*"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account-console", "redirectUris": ["*"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "account-console", "rootUrl": "${authBaseUrl}", "redirectUris": ["/realms/r/account/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.example/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["*"], "standardFlowEnabled": false, "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["*"], "enabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) {
        for_redirect_uris(client, |keys, uri| {
            if reach(uri) == Some(Reach::Anywhere) {
                report.at_item(client, keys, uri, format!("`{uri}` matches any address"));
            }
        });
    }
}
