//! What is wrong with a name, in words.

use crate::policy::Policies;
use crate::policy::fit::{Filled, Fit, How, Slot};
use crate::policy::part::Part;
use crate::policy::pattern::Piece;
use crate::policy::tokens::Tokens;

/// One sentence on all that keeps the name from following the pattern that it fits best.
pub fn message(tokens: &Tokens, fit: &Fit, suggestion: Option<&str>, policies: &Policies) -> String {
    let mut problems = missing(tokens, fit);
    let in_order = problems.is_empty() && fit.extra.is_empty();
    let unknown = typos(tokens, fit, &mut problems);
    let extra = fit.extra.iter().map(|at| shown(tokens.word(*at)));
    problems.extend(extra.map(|word| format!("no place for `{word}` in `{}`", pattern(fit))));
    if fit.dropped {
        problems.push(dropped(tokens, fit, policies));
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
        problems.extend(inserted.map(|filled| format!("no `{}`", filled.value)));
    }
    if problems.is_empty() {
        problems.push(format!("does not follow `{}`", pattern(fit)));
    }
    let only_typos = unknown == problems.len();
    let write = match suggestion {
        Some(_) if only_typos => None,
        Some(suggestion) => Some(format!("; write `{}`", shown(suggestion))),
        None => Some(format!("; write `{}`", shown(&fit.name())))
            .filter(|_| fit.extra.is_empty() && fit.filled().next().is_some()),
    };
    format!("`{}`: {}{}", shown(tokens.name), problems.join("; "), write.unwrap_or_default())
}

/// The text without what a terminal would obey.
pub fn shown(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let plain = !letter.is_control();
            let (as_it_is, escaped) = (plain.then_some(letter), (!plain).then(|| letter.escape_default()));
            as_it_is.into_iter().chain(escaped.into_iter().flatten())
        })
        .collect()
}

/// `a type`, `an action`.
pub fn with_article(noun: &str) -> String {
    let vowel = noun.starts_with(['a', 'e', 'i', 'o']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

fn pattern(fit: &Fit) -> String {
    let piece = |slot: &Slot| match &slot.piece {
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
            (Piece::Word(word), Some(stranger)) => format!("`{stranger}` stands where `{word}` belongs"),
            (Piece::Word(word), None) => format!("no `{word}`"),
            (Piece::Part(part), Some(stranger)) => {
                format!("{stranger} is not {}{}", with_article(&part.name), choices(part))
            }
            (Piece::Part(part), None) => format!("no {}{}", part.name, choices(part)),
        });
    }
    problems
}

/// ` (neon, athyper or mesh)`; nothing for free text and long vocabularies.
fn choices(part: &Part) -> String {
    let choices = part.description();
    if part.is_closed() && !choices.is_empty() { format!(" ({choices})") } else { String::new() }
}

/// Words that are nearly of their vocabulary; tells how many problems there are then.
fn typos(tokens: &Tokens, fit: &Fit, problems: &mut Vec<String>) -> usize {
    for (slot, filled) in fit.filled().filter(|(_, filled)| filled.how == How::Typo) {
        let word = shown(tokens.slice(&filled.run));
        problems.push(match &slot.piece {
            Piece::Part(part) => {
                format!("{word} is not {}; did you mean {}", with_article(&part.name), filled.value)
            }
            _ => format!("{word} is not `{0}`; did you mean {0}", filled.value),
        });
    }
    problems.len()
}

fn dropped(tokens: &Tokens, fit: &Fit, policies: &Policies) -> String {
    let word = shown(tokens.word(0));
    let vocabulary = policies.vocabulary_of(tokens.word(0)).unwrap_or("word");
    format!("no `{word}` prefix: `{word}` is {}, and no part of `{}`", with_article(vocabulary), pattern(fit))
}

/// The first word of a vocabulary that stands where another part belongs.
fn moved(tokens: &Tokens, fit: &Fit) -> Option<String> {
    let belongs: Vec<(&Slot, &Filled)> = fit.filled().collect();
    let mut stands = belongs.clone();
    stands.sort_by_key(|(_, filled)| filled.run.start);
    let displaced = |((here, _), (there, filled)): &(&(&Slot, &Filled), &(&Slot, &Filled))| {
        !std::ptr::eq(*here, *there) && filled.how != How::Free
    };
    let ((here, _), (there, filled)) = belongs.iter().zip(&stands).find(displaced)?;
    let word = shown(tokens.slice(&filled.run));
    let what = match &there.piece {
        Piece::Part(part) => format!("`{word}` is {}, and stands", with_article(&part.name)),
        _ => format!("`{word}` stands"),
    };
    Some(match &here.piece {
        Piece::Part(part) => format!("{what} where the {} belongs", part.name),
        Piece::Word(belongs) | Piece::Gap(belongs) => format!("{what} where `{belongs}` belongs"),
    })
}

/// Separators that are not those of the pattern.
fn separators(tokens: &Tokens, fit: &Fit) -> Vec<String> {
    let mut problems = Vec::new();
    let mut expected = "";
    for slot in &fit.slots {
        match (&slot.piece, &slot.filled) {
            (Piece::Gap(text), _) => expected = text,
            (_, Some(filled)) if !filled.run.is_empty() => {
                let got = tokens.gap_before(filled.run.start);
                let first = filled.run.start == 0;
                if got != expected && !(first && got.is_empty()) && !expected.is_empty() {
                    problems.push(match got {
                        "" => format!("put `{expected}` between the words"),
                        _ => format!("use `{expected}`, not `{}`", shown(got)),
                    });
                } else if first && !got.is_empty() && expected.is_empty() {
                    problems.push(format!("take `{}` off the beginning", shown(got)));
                } else if first && got.is_empty() && !expected.is_empty() && fit.filled().count() < 2 {
                    problems.push(format!("begin with `{expected}`"));
                }
                expected = "";
            }
            _ => {}
        }
    }
    problems.dedup();
    problems.truncate(1);
    let end = tokens.places.last().map_or("", |last| &tokens.name[last.end..]);
    if !end.is_empty() {
        problems.push(format!("take `{}` off the end", shown(end)));
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
                if !part.fits(word) {
                    changed.push((None, format!("the {} `{}` is not {}", part.name, shown(word), part.description())));
                }
            }
            _ => changed.push((Some(word), format!("`{}` is spelt `{}`", shown(word), filled.value))),
        }
    }
    let lower = fit.filled().all(|(_, filled)| !filled.value.contains(char::is_uppercase));
    if changed.len() > 1 && lower && changed.iter().all(|(word, _)| word.is_some()) {
        return vec!["use lower case".to_owned()];
    }
    changed.into_iter().map(|(_, problem)| problem).collect()
}
