//! User names and passwords in URIs, so that nothing that is shown shows them.

use std::borrow::Cow;
use std::ops::Range;

/// Where they stand in a text, in its order: `user:password` of `https://user:password@host/`.
pub fn credentials(text: &str) -> impl Iterator<Item = Range<usize>> {
    text.match_indices(':').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        // JSON may write `\/`.
        let rest = rest.strip_prefix("//").or_else(|| rest.strip_prefix(r"\/\/"))?;
        let start = text.len() - rest.len();
        let ends = |letter: char| letter.is_whitespace() || r#"/\?#"'`"#.contains(letter);
        let authority = rest.split(ends).next().unwrap_or_default();
        let length = authority.rfind('@').filter(|length| *length > 0)?;
        Some(start..start + length)
    })
}

/// Whether a single address may have a user's password in it, however it is mistyped: without its `//`, with an encoded
/// colon, or with an `@` where none belongs.
pub fn may_have_password(address: &str) -> bool {
    let plain = percent_decoded_signs(address);
    let Some((_, rest)) = plain.split_once("://") else { return plain.contains('@') };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let has_password = |text: &str| text.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    has_password(authority) || has_password(path)
}

/// The text with the two signs that matter written out.
fn percent_decoded_signs(text: &str) -> String {
    text.replace("%3a", ":").replace("%3A", ":").replace("%40", "@")
}

/// A part of an address as it may be shown: what follows a sign that belongs elsewhere may be a password.
pub fn shown_part(part: &str) -> Cow<'_, str> {
    match part.find([':', '@']) {
        Some(at) => Cow::Owned(format!("{}…", &part[..at])),
        None => Cow::Borrowed(part),
    }
}

/// The text with `…` in place of each.
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    let mut shown = String::new();
    let mut from = 0;
    for range in credentials(text) {
        shown.push_str(&text[from..range.start]);
        shown.push('…');
        from = range.end;
    }
    if from == 0 { Cow::Borrowed(text) } else { Cow::Owned(shown + &text[from..]) }
}

#[cfg(test)]
mod tests {
    use super::{may_have_password, shown_part, without_credentials};

    #[test]
    fn a_password_is_suspected_wherever_it_was_mistyped() {
        for address in [
            "postgres://u:pw@h/db",
            "postgres:/u:pw@h/db",
            "postgres:u:pw@h/db",
            "u:pw@h/db",
            "postgres://u%3Apw@h/db",
            "postgres:///u:pw@h/db",
            "postgres://u%3apw%40h/db",
        ] {
            assert!(may_have_password(address), "{address}");
        }
        for address in ["postgres://u@h:5432/db", "https://sso.example/auth", "sqlite:x.db", "https://h/a@b?c=d:e@f"] {
            assert!(!may_have_password(address), "{address}");
        }
        assert_eq!((shown_part("u:pw@h"), shown_part("ann")), ("u…".into(), "ann".into()));
    }

    #[test]
    fn what_stands_before_the_host_is_not_shown() {
        for (text, shown) in [
            ("https://ann:pw@host/x", "https://…@host/x"),
            ("`ldap://cn=a:p@ss@host:389` and `https://u@h`", "`ldap://…@host:389` and `https://…@h`"),
            (r#""https:\/\/ann:pw@host\/x""#, r#""https:\/\/…@host\/x""#),
            ("https://host/a@b", "https://host/a@b"),
            ("https://host?a@b##https://a:b@c", "https://host?a@b##https://…@c"),
            ("mailto:a@b, https://@host", "mailto:a@b, https://@host"),
        ] {
            assert_eq!(without_credentials(text), shown);
        }
    }
}
