//! Letters that nobody sees and a terminal obeys.

/// Controls, line and paragraph separators, the overrides and isolates that can show text in another order than it has,
/// and what XML forbids. Marks and joiners that Arabic and Persian need stay.
pub(super) fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
