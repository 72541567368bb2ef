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
    use super::without_credentials;

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
