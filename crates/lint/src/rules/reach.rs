//! How far a redirect URI with a wildcard reaches. Keycloak's only wildcard is a `*` at the very end, for any text; after
//! a `?` or another `*` it is none.

/// What an attacker can choose through the wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any address.
    Anywhere,
    /// The end of the host name, and so another host.
    Host,
    /// The path on one host.
    Path,
}

/// How far the URI reaches; `None` without a wildcard.
pub(super) fn reach(uri: &str) -> Option<Reach> {
    let stem = uri.strip_suffix('*').filter(|stem| !stem.contains(['?', '*']))?;
    let has_path = |text: &str| text.contains(['/', '#']);
    Some(match stem.split_once("://") {
        Some((_, "")) => Reach::Anywhere,
        // Any port, on a host that is fixed.
        Some((_, rest)) if has_path(rest) || rest.ends_with(':') => Reach::Path,
        Some(_) => Reach::Host,
        None if ["http://", "https://"].iter().any(|scheme| scheme.starts_with(stem)) => Reach::Anywhere,
        None if has_path(stem) || stem.contains(':') => Reach::Path,
        None => Reach::Host,
    })
}

/// Whether the path or the query contains a `*` that is not a wildcard.
pub(super) fn has_stray(uri: &str) -> bool {
    let from_path = match uri.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]),
        None => uri,
    };
    let before_last = from_path.strip_suffix('*').unwrap_or(from_path);
    before_last.contains('*') || from_path.ends_with('*') && before_last.contains('?')
}

#[cfg(test)]
mod tests {
    use super::{Reach, has_stray, reach};

    #[test]
    fn a_wildcard_reaches_as_far_as_what_stands_before_it_allows() {
        let told = |uris: &[&str], expected| uris.iter().for_each(|uri| assert_eq!(reach(uri), expected, "{uri}"));
        told(&["*", "http*", "https:*", "https:/*", "https://*", "http://*"], Some(Reach::Anywhere));
        told(&["https://sp.example*", "https://sp*", "sp.example*"], Some(Reach::Host));
        told(
            &["https://sp.example/*", "/*", "/saml*", "app:*", "https://sp.example:*", "sp.example/*"],
            Some(Reach::Path),
        );
        told(&["https://sp.example/acs", "https://*.sp.example/acs", "", "https://*/acs"], None);
        told(&["https://sp.example?a=*", "cb?x=*", "https://sp.example/*/*", "**", "https://sp.example**"], None);
    }

    #[test]
    fn a_wildcard_is_one_or_is_stray() {
        for uri in ["https://sp.example/acs?a=*", "https://sp.example?a=*", "cb?x=*", "**", "/a*b", "/a*b*"] {
            assert!(has_stray(uri) && reach(uri).is_none(), "{uri}");
        }
        for uri in ["https://sp.example/*", "*", "/cb*", "http*"] {
            assert!(!has_stray(uri) && reach(uri).is_some(), "{uri}");
        }
    }
}
