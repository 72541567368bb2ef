//! Letters that only look like those of a pattern: a Cyrillic `а`, an `é`, a full-width `ｎ`.

use unicode_security::confusable_detection::skeleton;

use crate::policy::pattern::{Pattern, Piece};

/// A name that has letters which no name of these patterns can have.
pub(super) struct Strange {
    /// Each of them once, and the plain letter that it looks like.
    pub letters: Vec<(char, Option<char>)>,
    /// The name with the plain letters; those that look like none are left out.
    pub plain: String,
}

/// The strange letters of the name; `None` where it has none, or where a pattern may have any.
pub(super) fn strange(name: &str, patterns: &[Pattern]) -> Option<Strange> {
    let pieces = || patterns.iter().flat_map(|pattern| &pattern.variants).flatten();
    if patterns.is_empty() || pieces().any(is_open) {
        return None;
    }
    let is_strange = |letter: char| {
        letter.is_alphanumeric()
            && !letter.is_ascii()
            && !pieces().any(|piece| has(piece, &letter.to_string().to_lowercase()))
    };
    let mut letters: Vec<(char, Option<char>)> = Vec::new();
    let mut plain = String::new();
    for letter in name.chars() {
        if !is_strange(letter) {
            plain.push(letter);
            continue;
        }
        let alike = alike(letter);
        plain.extend(alike);
        if !letters.iter().any(|(seen, _)| *seen == letter) {
            letters.push((letter, alike));
        }
    }
    (!letters.is_empty()).then_some(Strange { letters, plain })
}

/// The plain letter or digit that it looks like, without marks above and below.
fn alike(letter: char) -> Option<char> {
    let text = letter.to_string();
    let mut plain = skeleton(&text).filter(char::is_ascii_alphanumeric);
    plain.next().filter(|_| plain.next().is_none())
}

/// Whether a regular expression of its own decides what fits.
fn is_open(piece: &Piece) -> bool {
    matches!(piece, Piece::Part(part) if part.regex.is_some())
}

fn has(piece: &Piece, letter: &str) -> bool {
    let within = |text: &String| text.to_lowercase().contains(letter);
    match piece {
        Piece::Gap(text) | Piece::Word(text) => within(text),
        Piece::Part(part) => part.words.iter().any(within),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_like_those_that_they_look_like() {
        for (letter, expected) in
            [('а', Some('a')), ('С', Some('C')), ('é', Some('e')), ('ｎ', Some('n')), ('ο', Some('o')), ('漢', None)]
        {
            assert_eq!(alike(letter), expected, "{letter}");
        }
    }
}
