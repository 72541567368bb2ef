//! Addresses whose traffic is not encrypted.

use std::net::IpAddr;

/// Whether the address has this unencrypted scheme and is not a loopback address.
pub(super) fn is_sent(address: &str, scheme: &str) -> bool {
    address
        .split_once("://")
        .is_some_and(|(found, rest)| found.eq_ignore_ascii_case(scheme) && !is_loopback(host_of(rest)))
}

/// The host in the part after `://`.
pub(super) fn host_of(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let after_user = authority.rsplit('@').next().unwrap_or_default();
    match after_user.strip_prefix('[') {
        Some(ipv6) => ipv6.split(']').next().unwrap_or_default(),
        None => after_user.split(':').next().unwrap_or_default(),
    }
}

/// Whether the host is a loopback address.
pub(super) fn is_loopback(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    last.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_sent;

    #[test]
    fn what_leaves_the_machine_unencrypted_is_told_from_what_does_not() {
        for address in
            ["http://sp.example/acs", "HTTP://sp.example", "http://localhost.evil.example", "http://me@10.0.0.1:80"]
        {
            assert!(is_sent(address, "http"), "{address}");
        }
        for address in [
            "https://sp.example/acs",
            "http://localhost:8080/acs",
            "http://app.localhost",
            "http://127.0.0.2/",
            "http://[::1]:8080/",
            "/relative",
            "http:opaque",
            "",
        ] {
            assert!(!is_sent(address, "http"), "{address}");
        }
        assert!(is_sent("ldap://directory", "ldap") && !is_sent("ldaps://directory", "ldap"));
    }
}
