//! Text and attributes of HTML: markup and control characters of names and values become harmless.

use realmform_model::escape;

/// Text between tags; line ends stay.
pub(super) fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for letter in escape::lines(raw).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

/// The value of an attribute in double quotes.
pub(super) fn attribute(raw: &str) -> String {
    text(&escape::line(raw))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_spelled_out() {
        assert_eq!(text("<a href=\"x\">'&\n"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\n");
        assert_eq!(attribute("a\n\"b\u{202e}"), "a\\n&quot;b\\u{202e}");
    }
}
