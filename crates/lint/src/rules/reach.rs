//! How far a redirect URI with a wildcard reaches: Keycloak's only wildcard is a `*` at the very end, for any text.

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
    let stem = uri.strip_suffix('*')?;
    let has_path = |text: &str| text.contains(['/', '?', '#']);
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

#[cfg(test)]
mod tests {
    use super::{Reach, reach};

    #[test]
    fn a_wildcard_reaches_as_far_as_what_stands_before_it_allows() {
        let told = |uris: &[&str], expected| uris.iter().for_each(|uri| assert_eq!(reach(uri), expected, "{uri}"));
        told(&["*", "http*", "https:*", "https:/*", "https://*", "http://*"], Some(Reach::Anywhere));
        told(&["https://sp.example*", "https://sp*", "sp.example*"], Some(Reach::Host));
        told(
            &[
                "https://sp.example/*",
                "/*",
                "/saml*",
                "app:*",
                "https://sp.example?a=*",
                "https://sp.example:*",
                "sp.example/*",
            ],
            Some(Reach::Path),
        );
        told(&["https://sp.example/acs", "https://*.sp.example/acs", "", "https://*/acs"], None);
    }
}
