//! Redirect URIs with a `*` that Keycloak does not treat as a wildcard.

use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/redirect-stray-wildcard",
    severity: Severity::Warning,
    title: "`*` in a redirect URI is not a wildcard",
    why: "Keycloak treats `*` as a wildcard only at the very end of a redirect URI, and only if no `?` and no other \
          `*` precedes it. Elsewhere it is an ordinary character, so the pattern matches no real address and logins \
          fail with `Invalid parameter: redirect_uri`. People who then widen the pattern until it works tend to open \
          it to everyone.",
    fix: "list each URI in full",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1",
        "https://www.keycloak.org/docs/latest/server_admin/#con-basic-settings_server_administration_guide",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.test/*/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.test/cb?to=*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["**", "https://shop.test/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.test/cb"],
            "attributes": {"post.logout.redirect.uris": "+##https://shop.test/*/bye"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.test/*", "*", "/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://*.shop.test/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "job", "standardFlowEnabled": false,
            "redirectUris": ["https://shop.test/*/cb"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "redirectUris": ["https://shop.test/cb"],
            "attributes": {"post.logout.redirect.uris": "https://shop.test/*##https://shop.test/bye/*"}}]}"#,
    ],
};

const LOGIN: &[&str] = &["redirectUris"];
const LOGOUT: &[&str] = &["attributes", "post.logout.redirect.uris"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) || !has_redirects(client) {
        return;
    }
    let after_logout = client.text(LOGOUT).into_iter().flat_map(|list| list.split("##")).map(|uri| (LOGOUT, uri));
    let all = client.texts(LOGIN).map(|uri| (LOGIN, uri)).chain(after_logout);
    for (keys, uri) in all.filter(|(_, uri)| has_stray(uri)) {
        report.at_item(client, keys, uri, format!("Keycloak treats a `*` in `{uri}` as an ordinary character"));
    }
}

/// Whether the path or the query contains a `*` that is not a wildcard. A `*` in the host belongs to another rule.
fn has_stray(uri: &str) -> bool {
    if !uri.contains('*') {
        return false;
    }
    let from_path = match uri.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]),
        None => uri,
    };
    let before_last = from_path.strip_suffix('*').unwrap_or(from_path);
    before_last.contains('*') || from_path.ends_with('*') && before_last.contains('?')
}
