//! What is wrong with a name, in words.

use crate::policy::fit::{Filled, Fit, PatternSlot};
use crate::policy::letters::Strange;
use crate::policy::part::PatternPart;
use crate::policy::pattern::Piece;
use crate::policy::spelling::How;
use crate::policy::tokens::Tokens;
use crate::policy::vocabularies::{COUNTRIES, Vocabularies, vocabulary_of};
use realmform_model::words::{article, one_of};

/// All that keeps the name from following the pattern that it fits best, and what to write.
pub(super) fn problems(tokens: &Tokens, fit: &Fit, suggestion: Option<&str>, vocabularies: &Vocabularies) -> String {
    let mut problems = missing(tokens, fit);
    let in_order = problems.is_empty() && fit.extra.is_empty();
    let unknown = typos(tokens, fit, &mut problems);
    let extra: Vec<_> = fit.extra.iter().map(|at| format!("`{}`", shown(tokens.word(*at)))).collect();
    if !extra.is_empty() {
        problems.push(format!("no place for {} in `{}`", one_of(&extra), pattern(fit)));
    }
    if fit.dropped {
        problems.push(dropped(tokens, fit, vocabularies));
    }
    let moved = if in_order { moved(tokens, fit) } else { None };
    let stands = moved.is_none() && !fit.dropped;
    problems.extend(moved);
    if stands && in_order {
        problems.extend(separators(tokens, fit));
    }
    problems.extend(spelling(tokens, fit));
    if !fit.dropped {
        let inserted = fit.slots.iter().filter_map(|slot| slot.filled.as_ref());
        let inserted = inserted.filter(|filled| filled.how == How::Inserted);
        problems.extend(inserted.map(|filled| format!("missing `{}`", filled.value)));
    }
    problems.extend(unfit(tokens, fit));
    if problems.is_empty() {
        problems.push(format!("does not follow `{}`", pattern(fit)));
    }
    let only_typos = unknown == problems.len();
    let write = match suggestion {
        Some(_) if only_typos => None,
        Some(suggestion) => Some(format!("; write `{}`", shown(suggestion))),
        None if fit.is_whole() => None,
        None => Some(format!("; write `{}`", shown(&fit.name())))
            .filter(|_| fit.extra.is_empty() && fit.filled().next().is_some()),
    };
    problems.join("; ") + &write.unwrap_or_default()
}

/// The text with what a terminal would obey, and what cannot be seen, spelt out.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '\'' | '\\' => shown.push(letter),
            _ => shown.extend(letter.escape_debug()),
        }
    }
    shown
}

/// A name as it is shown, its end left out where it is very long.
pub(super) fn shortened(name: &str) -> String {
    const LONGEST: usize = 100;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => shown(&name[..end]) + "…",
        None => shown(name),
    }
}

/// The text between words, so that it can be seen what it is.
fn separator(text: &str) -> String {
    let code = |letter: char| format!("`{}` (U+{:04X})", shown(letter.encode_utf8(&mut [0; 4])), u32::from(letter));
    match text {
        " " => "a space".to_owned(),
        _ if text.chars().all(|letter| letter == ' ') => "spaces".to_owned(),
        _ => match text.chars().find(|letter| !letter.is_ascii()) {
            Some(letter) if text.chars().count() == 1 => code(letter),
            _ => format!("`{}`", shown(text)),
        },
    }
}

/// `` `а` (U+0430) is not the letter `a` ``
pub(super) fn strange(strange: &Strange) -> String {
    let told = strange.letters.iter().map(|(letter, alike)| {
        let code = format!("`{letter}` (U+{:04X})", u32::from(*letter));
        match alike {
            Some(alike) => format!("{code} is not `{alike}`"),
            None => format!("{code} is not allowed in a name"),
        }
    });
    told.collect::<Vec<_>>().join("; ")
}

fn pattern(fit: &Fit) -> String {
    let piece = |slot: &PatternSlot| match &slot.piece {
        Piece::Gap(text) | Piece::Word(text) => text.clone(),
        Piece::Part(part) => format!("<{}>", part.name),
    };
    fit.slots.iter().map(piece).collect()
}

/// Parts that nothing fills: either nothing is there, or a word that is none of its vocabulary.
fn missing(tokens: &Tokens, fit: &Fit) -> Vec<String> {
    let mut problems = Vec::new();
    for slot in fit.slots.iter().filter(|slot| slot.filled.is_none()) {
        let stranger = slot.stranger.as_ref().map(|run| shown(tokens.slice(run)));
        problems.push(match (&slot.piece, stranger) {
            (Piece::Gap(_), _) => continue,
            (Piece::Word(word), Some(stranger)) => format!("expected `{word}`, found `{stranger}`"),
            (Piece::Word(word), None) => format!("missing `{word}`"),
            (Piece::Part(part), Some(stranger)) => {
                format!("{stranger} is not {}{}", article(&part.name), choices(part))
            }
            (Piece::Part(part), None) => format!("missing {}{}", part.name, choices(part)),
        });
    }
    problems
}

/// ` (neon, athyper or mesh)`; nothing for free text and long vocabularies.
fn choices(part: &PatternPart) -> String {
    let choices = part.description();
    if part.is_closed() && !choices.is_empty() { format!(" ({choices})") } else { String::new() }
}

/// Words that are nearly of their vocabulary; tells how many problems there are then.
fn typos(tokens: &Tokens, fit: &Fit, problems: &mut Vec<String>) -> usize {
    for (slot, filled) in fit.filled().filter(|(_, filled)| filled.how == How::Typo) {
        let word = shown(tokens.slice(&filled.run));
        problems.push(match &slot.piece {
            Piece::Part(part) => {
                format!("{word} is not {}; did you mean {}", article(&part.name), filled.value)
            }
            _ => format!("did you mean `{}`", filled.value),
        });
    }
    problems.len()
}

fn dropped(tokens: &Tokens, fit: &Fit, vocabularies: &Vocabularies) -> String {
    let word = shown(tokens.word(0));
    match vocabulary_of(vocabularies, tokens.word(0)) {
        // That a word is a country is an accident.
        None | Some(COUNTRIES) => format!("remove the prefix `{word}`: it is not part of `{}`", pattern(fit)),
        Some(vocabulary) => format!("remove the prefix `{word}`: `{}` has no {vocabulary}", pattern(fit)),
    }
}

/// The first word of a vocabulary that stands where another part belongs, or any word that stands first and should not.
fn moved(tokens: &Tokens, fit: &Fit) -> Option<String> {
    let belongs: Vec<(&PatternSlot, &Filled)> = fit.filled().collect();
    let mut stands = belongs.clone();
    stands.sort_by_key(|(_, filled)| filled.run.start);
    let displaced = |((here, _), (there, filled)): &(&(&PatternSlot, &Filled), &(&PatternSlot, &Filled))| {
        !std::ptr::eq(*here, *there) && (filled.how != How::Free || filled.run.start == 0)
    };
    let ((here, _), (there, filled)) = belongs.iter().zip(&stands).find(displaced)?;
    let word = shown(tokens.slice(&filled.run));
    let found = match &there.piece {
        Piece::Part(part) if filled.how != How::Free => format!("the {} `{word}`", part.name),
        _ => format!("`{word}`"),
    };
    Some(match &here.piece {
        Piece::Part(part) => format!("expected the {}, found {found}", part.name),
        Piece::Word(belongs) | Piece::Gap(belongs) => format!("expected `{belongs}`, found {found}"),
    })
}

/// Separators that are not those of the pattern.
fn separators(tokens: &Tokens, fit: &Fit) -> Vec<String> {
    let mut inner = Vec::new();
    let mut begin = None;
    let mut expected = "";
    for (at, slot) in fit.slots.iter().enumerate() {
        match (&slot.piece, &slot.filled) {
            (Piece::Gap(text), _) => expected = text,
            (_, Some(filled)) if !filled.run.is_empty() => {
                let got = tokens.gap_before(filled.run.start);
                match (filled.run.start, expected, got) {
                    (0, "", "") => {}
                    (0, "", _) => begin = Some(format!("remove {} at the start", separator(got))),
                    (0, _, "") if at == 1 => begin = Some(format!("start with `{expected}`")),
                    (0, _, "") | (_, "", _) => {}
                    (_, _, "") => inner.push(format!("put `{expected}` between the words")),
                    _ if got != expected => inner.push(format!("use `{expected}`, not {}", separator(got))),
                    _ => {}
                }
                expected = "";
            }
            _ => {}
        }
    }
    // Of several the first: the suggestion shows the others.
    let mut problems: Vec<String> = match begin {
        Some(begin) if inner.is_empty() || begin.starts_with("remove") => vec![begin],
        _ => inner.into_iter().take(1).collect(),
    };
    let end = tokens.places.last().map_or("", |last| &tokens.name[last.end..]);
    if !end.is_empty() {
        problems.push(format!("remove {} at the end", separator(end)));
    }
    problems
}

/// Free parts that no spelling makes right.
fn unfit(tokens: &Tokens, fit: &Fit) -> Vec<String> {
    let mut problems = Vec::new();
    for (slot, filled) in fit.filled().filter(|(_, filled)| filled.how == How::Free) {
        let Piece::Part(part) = &slot.piece else { continue };
        if !part.fits(&filled.value) {
            let word = shown(tokens.slice(&filled.run));
            let why = if word.starts_with(|first: char| first.is_ascii_digit()) {
                ", which starts with a letter"
            } else {
                ""
            };
            problems.push(format!("the {} `{word}` is not {}{why}", part.name, part.description()));
        }
    }
    problems
}

/// Words in the wrong letters, free parts in the wrong spelling.
fn spelling(tokens: &Tokens, fit: &Fit) -> Vec<String> {
    let mut changed = Vec::new();
    for (slot, filled) in fit.filled() {
        let word = tokens.slice(&filled.run);
        if word == filled.value || filled.how == How::Typo {
            continue;
        }
        match &slot.piece {
            Piece::Part(part) if filled.how == How::Free && !word.eq_ignore_ascii_case(&filled.value) => {
                // Words from several places are told of as moved.
                if !part.fits(word) && part.fits(&filled.value) {
                    changed.push((None, format!("the {} `{}` is not {}", part.name, shown(word), part.description())));
                }
            }
            _ => changed.push((Some(word), format!("`{}` must be spelled `{}`", shown(word), filled.value))),
        }
    }
    let lower = fit.filled().all(|(_, filled)| !filled.value.contains(char::is_uppercase));
    if changed.len() > 1 && lower && changed.iter().all(|(word, _)| word.is_some()) {
        return vec!["use lower case".to_owned()];
    }
    changed.into_iter().map(|(_, problem)| problem).collect()
}
