//! Where a client lists its redirect URIs, and what the text of one says about it.

use std::borrow::Cow;

use super::has_redirects;
use crate::rule::Subject;
use crate::rules::cleartext::{host_of, is_loopback};

const AFTER_LOGOUT: &[&str] = &["attributes", "post.logout.redirect.uris"];

/// Calls `look` with each URI to which users are sent after login or logout, and with its field. For logout, `+` means
/// the redirect URIs of login.
pub(super) fn for_redirect_uris(client: &Subject, mut look: impl FnMut(&[&str], &str)) {
    if !has_redirects(client) {
        return;
    }
    client.texts(&["redirectUris"]).for_each(|uri| look(&["redirectUris"], uri));
    let after = client.text(AFTER_LOGOUT).into_iter().flat_map(|list| list.split("##"));
    after.filter(|uri| !matches!(*uri, "" | "+" | "-")).for_each(|uri| look(AFTER_LOGOUT, uri));
}

/// The part before the first `:`, if it can be a scheme.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    let first = scheme.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.');
    // `localhost:8080` is a host and its port.
    let is_port = rest.starts_with(|letter: char| letter.is_ascii_digit());
    (first && !is_port && scheme.chars().all(plain)).then_some(scheme)
}

pub(super) fn has_scheme(uri: &str) -> bool {
    // Keycloak puts its own address in place of `${authBaseUrl}`.
    scheme(uri).is_some() || uri.starts_with("${") || uri.starts_with('*')
}

/// The custom scheme of an application; `None` for web schemes, scripts and relative addresses.
pub(super) fn custom_scheme(uri: &str) -> Option<&str> {
    scheme(uri).filter(|it| !["http", "https", "urn"].contains(&it.to_ascii_lowercase().as_str()) && !is_script(uri))
}

pub(super) fn is_script(uri: &str) -> bool {
    scheme(uri).is_some_and(|it| matches!(it.to_ascii_lowercase().as_str(), "javascript" | "data" | "vbscript"))
}

/// The address with the client's root URL in front, if it is relative.
pub(super) fn resolved<'u>(client: &Subject, uri: &'u str) -> Cow<'u, str> {
    match client.text(&["rootUrl"]).filter(|root| !root.is_empty() && !has_scheme(uri)) {
        Some(root) => Cow::Owned(format!("{root}{uri}")),
        None => Cow::Borrowed(uri),
    }
}

/// Whether the host is a loopback address.
pub(super) fn is_local(uri: &str) -> bool {
    uri.split_once("://").is_some_and(|(_, rest)| is_loopback(host_of(rest)))
}

pub(super) fn has_user(uri: &str) -> bool {
    uri.split_once("://").is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next().is_some_and(|it| it.contains('@')))
}

/// Whether the host contains a `*` before the end of the URI, where Keycloak does not treat it as a wildcard.
pub(super) fn is_wildcard_ahead(uri: &str) -> bool {
    let host = uri.split_once("://").map(|(_, rest)| (host_of(rest), rest));
    host.is_some_and(|(host, rest)| {
        host.contains('*') && rest != "*" && rest.strip_suffix('*').is_none_or(|it| it != host.trim_end_matches('*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart_by_their_text() {
        assert!(
            is_local("http://localhost:3000/x") && is_local("http://[::1]/") && !is_local("http://localhost.evil/")
        );
        assert_eq!(custom_scheme("com.example:/x"), Some("com.example"));
        assert_eq!(
            [custom_scheme("HTTPS://x"), custom_scheme("/a:b"), custom_scheme("localhost:80/x")],
            [None, None, None]
        );
        assert!(is_script("JavaScript:x") && !is_script("https://x/javascript:"));
        assert!(has_user("https://a@b/") && !has_user("https://b/@a"));
        assert!(is_wildcard_ahead("https://*.shop.example/cb") && !is_wildcard_ahead("https://shop.example*"));
        assert!(!is_wildcard_ahead("https://*") && !is_wildcard_ahead("https://shop.example/*"));
    }
}
