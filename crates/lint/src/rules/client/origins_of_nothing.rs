//! A client that takes its web origins from redirect URIs of which none tells one.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/origins-of-nothing",
    severity: Severity::Warning,
    title: "`+` in the web origins stands for no origin",
    why: "`+` has Keycloak take the origins of all redirect URIs. A lone `*` has none, nor has a scheme of an app's own, and \
          of `https://example.com*` the origin is `https://example.com*`, which no browser sends. So every page of the \
          application is refused at the token endpoint, and the usual way out is `*` as a web origin, which lets every \
          site in.",
    fix: "write the redirect URIs with their host in full, or list the origins in `webOrigins`",
    links: &[
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
        "https://www.keycloak.org/docs/latest/server_admin/#con-basic-settings_server_administration_guide",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "spa", "redirectUris": ["*"], "webOrigins": ["+"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "redirectUris": ["https://spa.test*", "app.test:/cb"],
            "webOrigins": ["+"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "spa", "redirectUris": ["*", "https://spa.test/*"], "webOrigins": ["+"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "redirectUris": ["*"], "webOrigins": ["+", "https://spa.test"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "redirectUris": ["/cb"], "webOrigins": ["+"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "job", "redirectUris": [], "webOrigins": ["+"]}]}"#,
    ],
};

const ORIGINS: &[&str] = &["webOrigins"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let mut origins = client.texts(ORIGINS);
    let Some(plus) = origins.next().filter(|origin| *origin == "+" && origins.next().is_none()) else { return };
    let mut uris = client.texts(&["redirectUris"]).peekable();
    if is_judged(client) && uris.peek().is_some() && uris.all(|uri| !has_origin(uri)) {
        report.at_item(client, ORIGINS, plus, "`+` stands for no origin: no redirect URI names a host in full");
    }
}

/// Whether Keycloak can tell the origin; what is relative gets one from the root URL, or Keycloak's own.
fn has_origin(uri: &str) -> bool {
    let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    uri.starts_with('/') || host.is_some_and(|host| !host.is_empty() && !host.contains('*'))
}
