//! Letters that nobody sees: a terminal obeys some, and others make two texts that differ look the same.

/// Whether a letter shows nothing after the one before it: controls, line and paragraph separators, the overrides and
/// isolates that can show text in another order than it has, what XML forbids, and what takes no room (soft hyphens, spaces
/// of no width, fillers, tags). Marks and joiners stay where they shape a script (Persian, Hindi) or an emoji, and variation
/// selectors where there is a picture or an ideograph to vary; one alone, so that nothing can be written in them.
pub(super) fn is_unseen(before: Option<char>, letter: char) -> bool {
    match letter {
        '\u{200c}'..='\u{200f}' | '\u{61c}' => !before.is_some_and(is_shaped),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => !before.is_some_and(varies),
        _ => is_never_seen(letter),
    }
}

fn is_never_seen(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff0}'..='\u{fffb}')
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}')
        || matches!(letter, '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}')
        || matches!(letter, '\u{3164}' | '\u{ffa0}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e00ff}')
        || matches!(letter, '\u{e01f0}'..='\u{e0fff}')
}

fn is_invisible(letter: char) -> bool {
    is_never_seen(letter)
        || matches!(letter, '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{fe00}'..='\u{fe0e}' | '\u{e0100}'..='\u{e01ef}')
}

/// Of a script whose letters change by what follows, or of a picture: from Hebrew on, but no Latin letter of later blocks.
fn is_shaped(letter: char) -> bool {
    letter >= '\u{590}' && !is_invisible(letter) && !matches!(letter, '\u{1d00}'..='\u{203e}' | '\u{ff00}'..='\u{ff65}')
}

/// A picture, or an ideograph.
fn varies(letter: char) -> bool {
    let is_ideograph = matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    is_ideograph || (letter >= '\u{a9}' && !letter.is_alphanumeric() && letter != '\u{fe0f}' && !is_invisible(letter))
}
