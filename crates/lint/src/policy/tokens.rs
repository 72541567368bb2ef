//! The words of a name: split at separators and before capitals.

use std::ops::Range;

/// The words of a name, where they stand in it.
pub(super) struct Tokens<'n> {
    pub name: &'n str,
    pub places: Vec<Range<usize>>,
}

/// Longer names are not taken apart.
const MOST_TOKENS: usize = 16;
const LONGEST_NAME: usize = 200;

impl<'n> Tokens<'n> {
    /// Splits at separators and before capitals. `None` where there is nothing to split, or too much.
    pub(super) fn of(name: &'n str) -> Option<Self> {
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

    /// Words that are several of the known ones in a row (`neonweb`) taken apart. `None` where there are none.
    pub(super) fn parted(&self, known: &[&str]) -> Option<Self> {
        let part = |place: &Range<usize>| {
            let ends = ends(&self.name[place.clone()], known).unwrap_or_else(|| vec![place.len()]);
            let starts = std::iter::once(0).chain(ends.clone());
            starts.zip(ends).map(|(start, end)| place.start + start..place.start + end).collect::<Vec<_>>()
        };
        let places: Vec<_> = self.places.iter().flat_map(part).collect();
        (places.len() > self.places.len() && places.len() <= MOST_TOKENS).then_some(Self { name: self.name, places })
    }

    /// The word at a position.
    pub(super) fn word(&self, at: usize) -> &'n str {
        self.places.get(at).map_or("", |place| &self.name[place.clone()])
    }

    /// The name from the first of these words to the last.
    pub(super) fn slice(&self, run: &Range<usize>) -> &'n str {
        match (self.places.get(run.start), run.end.checked_sub(1).and_then(|last| self.places.get(last))) {
            (Some(first), Some(last)) => &self.name[first.start..last.end],
            _ => "",
        }
    }

    /// What stands between a word and the one before it.
    pub(super) fn gap_before(&self, at: usize) -> &'n str {
        let start = at.checked_sub(1).and_then(|before| self.places.get(before)).map_or(0, |place| place.end);
        self.places.get(at).map_or("", |place| &self.name[start..place.start])
    }
}

/// Where each of the known words ends of which the text is made, whatever their case.
fn ends(text: &str, known: &[&str]) -> Option<Vec<usize>> {
    // Backwards, so that what follows is known: the first word of the rest, or that there is no way.
    let mut next: Vec<Option<usize>> = vec![None; text.len() + 1];
    next[text.len()] = Some(text.len());
    for start in (0..text.len()).rev().filter(|at| text.is_char_boundary(*at)) {
        let rest = &text[start..];
        let fits = known
            .iter()
            .filter(|word| !word.is_empty() && rest.get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word)));
        next[start] = fits.map(|word| start + word.len()).filter(|end| next[*end].is_some()).max();
    }
    let mut ends = vec![next[0]?];
    while let Some(end) = ends.last().copied().filter(|end| *end < text.len()) {
        ends.push(next[end]?);
    }
    Some(ends)
}
