//! Redirect URIs with a `*` that Keycloak does not treat as a wildcard.

use super::uri::is_wildcard_ahead;
use super::{CLIENT, has_redirects, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::reach::has_stray;
use crate::rules::saml;
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
        r#"{"realm": "r", "clients": [{"clientId": "shop", "rootUrl": "https://shop.test", "redirectUris": ["cb?x=*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://sp.test/acs?x=*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "redirectUris": ["https://*.sp.test/acs"]}]}"#,
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
    let is_saml = saml::is_judged(client);
    if !(is_saml || is_judged(client) && has_redirects(client)) {
        return;
    }
    let after_logout = client.text(LOGOUT).filter(|_| !is_saml).into_iter().flat_map(|list| list.split("##"));
    let all = client.texts(LOGIN).map(|uri| (LOGIN, uri)).chain(after_logout.map(|uri| (LOGOUT, uri)));
    // Of OpenID Connect, one in the host is another rule's.
    let is_found = |uri: &str| if is_wildcard_ahead(uri) { is_saml } else { has_stray(uri) };
    for (keys, uri) in all.filter(|(_, uri)| is_found(uri)) {
        report.at_item(client, keys, uri, format!("Keycloak treats a `*` in `{uri}` as an ordinary character"));
    }
}
