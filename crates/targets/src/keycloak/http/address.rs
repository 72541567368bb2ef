//! The address of a request: exactly the path that was meant. An address is brought to a normal form before it is sent, in which
//! `..` takes away what stands before it, so that `DELETE …/roles/..` would be the deletion of something else.

use url::Url;

use realmform_model::Failure;

/// The address of a path, which begins with `/` and may have a query.
///
/// # Errors
/// It would be another path.
pub(super) fn of(server: &str, path: &str) -> Result<Url, Failure> {
    let meant = format!("{server}{path}");
    let url = Url::parse(&meant).ok().filter(|url| url.as_str() == meant && url.fragment().is_none());
    url.ok_or_else(|| {
        let message = format!("cannot send a request to {path}: that address would lead to another object");
        Failure::input(message).help(
            "a name or an id in it is `.` or `..`, which cannot be part of an address; rename the object in the admin console, \
             or do not declare it",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_exactly_what_was_meant() {
        let server = "https://id.example.com:8443/auth";
        for path in
            ["/admin/realms/x", "/admin/realms/x/roles/a%2Fb%3B%3F%23%25", "/admin/realms/x/groups?search=..&q=a%20b"]
        {
            assert_eq!(of(server, path).ok().map(String::from), Some(format!("{server}{path}")));
        }
        for path in
            ["/roles/..", "/roles/.", "/roles/../x", "/roles/%2e%2E", "/x/.%2e/y", "/a#b", "/a\\..\\b", "/a b", "/a\n"]
        {
            assert!(of(server, path).is_err(), "{path}");
        }
    }
}
