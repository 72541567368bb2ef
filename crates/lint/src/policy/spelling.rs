//! The word of a vocabulary that a misspelled word was meant to be.

use crate::policy::country;

/// How words became the value of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    Exact,
    /// Other letters of the same word, or other separators within it.
    Spelling,
    /// A plural or a singular, or a slip of the pen.
    Typo,
    /// Free text.
    Free,
    /// A word of the pattern that the name lacks.
    Inserted,
}

/// The word that the text is, or is meant to be.
pub(super) fn value<'w>(text: &str, words: &'w [String], how: How) -> Option<&'w String> {
    match how {
        How::Exact => words.iter().find(|word| *word == text),
        How::Spelling => words.iter().find(|word| folded(word).eq(folded(text))),
        _ => misspelt(text, words),
    }
}

/// The word that the text is, or else is meant to be, and how.
pub(super) fn meant<'w>(text: &str, words: &'w [String]) -> Option<(&'w String, How)> {
    [How::Exact, How::Spelling, How::Typo].into_iter().find_map(|how| Some((value(text, words, how)?, how)))
}

/// Its letters and digits alone, in lower case.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase)
}

/// The word that is meant: a plural or singular of it, at most two letters away, or a country by another name.
fn misspelt<'w>(text: &str, words: &'w [String]) -> Option<&'w String> {
    let parted = text.contains(|letter: char| !letter.is_alphanumeric());
    let text: String = folded(text).collect();
    let distance = |word: &String| {
        if parted && word.chars().all(char::is_alphanumeric) {
            return None;
        }
        let word: String = folded(word).collect();
        let plural = |one: &str, many: &str| {
            many.strip_prefix(one).is_some_and(|end| end == "s" || end == "es")
                || one.strip_suffix('y').and_then(|stem| many.strip_prefix(stem)).is_some_and(|end| end == "ies")
        };
        if word.len() > 1 && (plural(&word, &text) || plural(&text, &word)) {
            return Some(0);
        }
        let shorter = word.chars().count().min(text.chars().count());
        let most = match shorter {
            3 if has_same_letters(&word, &text) => 1,
            0..=3 => 0,
            4 => 1,
            _ => 2,
        };
        let near = word.len().abs_diff(text.len()) <= 2 * most && most > 0;
        near.then(|| strsim::osa_distance(&word, &text)).filter(|distance| *distance <= most)
    };
    let near = words.iter().filter_map(|word| Some((distance(word)?, word))).min_by_key(|(distance, _)| *distance);
    near.map(|(_, word)| word).or_else(|| {
        let country = country::meant(&text)?;
        words.iter().find(|word| *word == country)
    })
}

fn has_same_letters(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}
