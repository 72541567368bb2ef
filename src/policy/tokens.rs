//! The words of a name: split at separators and before capitals.

use std::ops::Range;

/// The words of a name, where they stand in it.
pub struct Tokens<'n> {
    pub name: &'n str,
    pub places: Vec<Range<usize>>,
}

/// Longer names are not taken apart.
const MOST_TOKENS: usize = 16;
const LONGEST_NAME: usize = 200;

impl<'n> Tokens<'n> {
    /// Splits at separators and before capitals. `None` where there is nothing to split, or too much.
    pub fn of(name: &'n str) -> Option<Self> {
        if name.len() > LONGEST_NAME {
            return None;
        }
        let mut places: Vec<Range<usize>> = Vec::new();
        let letters: Vec<(usize, char)> = name.char_indices().collect();
        for (at, &(start, letter)) in letters.iter().enumerate() {
            if !letter.is_alphanumeric() {
                continue;
            }
            let end = start + letter.len_utf8();
            let before = at.checked_sub(1).and_then(|before| letters.get(before)).map(|(_, letter)| *letter);
            let after = letters.get(at + 1).map(|(_, letter)| *letter);
            let hump = letter.is_uppercase()
                && (before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
                    || before.is_some_and(char::is_uppercase) && after.is_some_and(char::is_lowercase));
            match places.last_mut() {
                Some(last) if last.end == start && !hump => last.end = end,
                _ => places.push(start..end),
            }
        }
        (1..=MOST_TOKENS).contains(&places.len()).then_some(Self { name, places })
    }

    /// The word at a position.
    pub fn word(&self, at: usize) -> &'n str {
        self.places.get(at).map_or("", |place| &self.name[place.clone()])
    }

    /// The name from the first of these words to the last.
    pub fn slice(&self, run: &Range<usize>) -> &'n str {
        match (self.places.get(run.start), run.end.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(first), Some(last)) => &self.name[first.start..last.end],
            _ => "",
        }
    }

    /// What stands between a word and the one before it.
    pub fn gap_before(&self, at: usize) -> &'n str {
        let start = at.checked_sub(1).and_then(|before| self.places.get(before)).map_or(0, |place| place.end);
        self.places.get(at).map_or("", |place| &self.name[start..place.start])
    }
}
