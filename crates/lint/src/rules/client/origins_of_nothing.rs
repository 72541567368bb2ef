//! Clients whose web origin `+` matches no origin.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/origins-of-nothing",
    severity: Severity::Warning,
    title: "Web origin `+` matches no origin",
    why: "With `+`, Keycloak derives the web origins from the redirect URIs. A lone `*` and a custom scheme yield no \
          origin, and `https://example.com*` yields `https://example.com*`, which no browser sends. The token endpoint \
          then rejects every page of the application, and the usual workaround is the web origin `*`, which lets every \
          site in.",
    fix: "write `redirectUris` with the full host name, or list the origins in `webOrigins`",
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
        report.at_item(client, ORIGINS, plus, "`+` matches no origin, because no redirect URI has a full host name");
    }
}

/// Whether Keycloak can derive an origin; a relative URI gets it from the root URL or from Keycloak's own address.
fn has_origin(uri: &str) -> bool {
    let rest = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    uri.starts_with('/') || host.is_some_and(|host| !host.is_empty() && !host.contains('*'))
}
