//! The words that parts of names are made of.

use std::collections::BTreeMap;

/// The vocabulary that is always there: the countries' two letters, in lower case.
pub(crate) const COUNTRIES: &str = "iso3166-1-alpha-2";

/// Words by the vocabulary's name.
pub type Vocabularies = BTreeMap<String, Vec<String>>;

/// The vocabulary that has the word, upper and lower case being the same.
pub(super) fn vocabulary_of<'v>(vocabularies: &'v Vocabularies, word: &str) -> Option<&'v str> {
    let mut vocabularies = vocabularies.iter();
    let found = vocabularies.find(|(_, words)| words.iter().any(|known| known.eq_ignore_ascii_case(word)));
    found.map(|(name, _)| name.as_str())
}
