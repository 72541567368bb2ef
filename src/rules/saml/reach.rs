//! How far a redirect URI with a wildcard reaches. Keycloak knows one wildcard: a `*` at the very end, for any text.

use super::{CLIENT_SIGNATURE, is_judged};
use crate::finding::Severity;
use crate::rule::{Report, Subject};

/// What an attacker chooses with the wildcard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Every address there is.
    Anywhere,
    /// The end of the host's name, so another host.
    Host,
    /// The path on one host.
    Path,
}

/// Tells the client's redirect URIs of this reach. It is less bad by `signed` where only the application itself can say
/// where the assertion is to go.
pub(super) fn tell(client: &Subject, reach: Reach, signed: Severity, message: fn(&str) -> String, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    for uri in client.texts(&["redirectUris"]).filter(|uri| of(uri) == Some(reach)) {
        let told = report.at_item(client, &["redirectUris"], uri, message(uri));
        if client.is(CLIENT_SIGNATURE) {
            told.severity(signed);
        }
    }
}

/// How far it reaches; `None` for an address without a wildcard.
fn of(uri: &str) -> Option<Reach> {
    let stem = uri.strip_suffix('*')?;
    let has_path = |text: &str| text.contains(['/', '?', '#']);
    Some(match stem.split_once("://") {
        Some((_, "")) => Reach::Anywhere,
        Some((_, rest)) if has_path(rest) => Reach::Path,
        Some(_) => Reach::Host,
        None if ["http://", "https://"].iter().any(|scheme| scheme.starts_with(stem)) => Reach::Anywhere,
        None if has_path(stem) || stem.contains(':') => Reach::Path,
        None => Reach::Host,
    })
}

#[cfg(test)]
mod tests {
    use super::{Reach, of};

    #[test]
    fn a_wildcard_reaches_as_far_as_what_stands_before_it_allows() {
        let told = |uris: &[&str], reach| uris.iter().for_each(|uri| assert_eq!(of(uri), reach, "{uri}"));
        told(&["*", "http*", "https:*", "https:/*", "https://*", "http://*"], Some(Reach::Anywhere));
        told(&["https://sp.example*", "https://sp.example:*", "https://sp*", "sp.example*"], Some(Reach::Host));
        told(
            &["https://sp.example/*", "/*", "/saml*", "app:*", "https://sp.example?a=*", "sp.example/*"],
            Some(Reach::Path),
        );
        told(&["https://sp.example/acs", "https://*.sp.example/acs", "", "https://*/acs"], None);
    }
}
