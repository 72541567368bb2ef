//! Countries that are named in another way than by their two letters.

use rust_iso3166::ALL;

/// The two letters, in lower case, of a country that is named by its three letters, its English name, or `uk`.
pub fn meant(text: &str) -> Option<String> {
    // Reserved by ISO 3166 for the United Kingdom, whose letters are `gb`.
    let text = if text.eq_ignore_ascii_case("uk") { "GBR" } else { text };
    // Some names have more words after a comma or in brackets.
    let short = |name: &'static str| name.split([',', '(']).next().unwrap_or(name).trim();
    let named = |name| [name, short(name)].iter().any(|name| name.eq_ignore_ascii_case(text));
    let found = ALL.iter().find(|country| country.alpha3.eq_ignore_ascii_case(text) || named(country.name));
    found.map(|country| country.alpha2.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_letters_and_names_are_understood() {
        for (text, expected) in [
            ("gbr", Some("gb")),
            ("UK", Some("gb")),
            ("germany", Some("de")),
            ("Iran", Some("ir")),
            ("en", None),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(meant(text).as_deref(), expected, "{text}");
        }
    }
}
