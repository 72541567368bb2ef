//! Countries that are written in another way than with their two-letter code.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_iso3166::ALL;

/// From names and three letters to two letters, all in lower case.
static NAMED: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let mut named = HashMap::new();
    for country in ALL {
        // Some names have more words after a comma or in brackets.
        let short = country.name.split([',', '(']).next().unwrap_or(country.name).trim();
        for name in [country.alpha3, country.name, short] {
            named.insert(name.to_lowercase(), country.alpha2.to_lowercase());
        }
    }
    // Reserved by ISO 3166 for the United Kingdom, whose letters are `gb`.
    named.insert("uk".to_owned(), "gb".to_owned());
    named
});

/// The two letters, in lower case, of a country that is named by its three letters, its English name, or `uk`, in lower
/// case.
pub(super) fn meant(text: &str) -> Option<&'static str> {
    NAMED.get(text).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_letters_and_names_are_understood() {
        for (text, expected) in [
            ("gbr", Some("gb")),
            ("uk", Some("gb")),
            ("germany", Some("de")),
            ("iran", Some("ir")),
            ("en", None),
            ("de", None),
            ("", None),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
    }
}
