//! How the words of a name fit a pattern: exactly, in another spelling, with a typo, or in another place.

use std::ops::Range;
use std::sync::Arc;

use crate::policy::part::PatternPart;
use crate::policy::pattern::Piece;
use crate::policy::spelling::{How, folded, meant, value};
use crate::policy::tokens::Tokens;
use crate::policy::vocabularies::{Vocabularies, vocabulary_of};

/// A word or a part of the pattern, and what fills it.
#[derive(Clone, Debug)]
pub(super) struct PatternSlot {
    pub piece: Piece,
    pub filled: Option<Filled>,
    /// The words in its place that are none of its vocabulary.
    pub stranger: Option<Range<usize>>,
}

#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub run: Range<usize>,
    pub value: String,
    pub how: How,
}

/// A name laid against one variant of a pattern.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub slots: Vec<PatternSlot>,
    /// Words that belong nowhere here.
    pub extra: Vec<usize>,
    /// The first word is left out: it is of another vocabulary.
    pub dropped: bool,
    pub cost: usize,
}

impl Fit {
    /// Whether every part is filled and every word has its place.
    pub(super) fn is_whole(&self) -> bool {
        self.extra.is_empty()
            && self.slots.iter().all(|slot| slot.filled.is_some() || matches!(slot.piece, Piece::Gap(_)))
    }

    /// The name as the pattern has it; parts that nothing fills stand as `<part>`.
    pub(super) fn name(&self) -> String {
        let piece = |slot: &PatternSlot| match (&slot.filled, &slot.piece) {
            (Some(filled), _) => filled.value.clone(),
            (None, Piece::Gap(text) | Piece::Word(text)) => text.clone(),
            (None, Piece::Part(part)) => format!("<{}>", part.name),
        };
        self.slots.iter().map(piece).collect()
    }

    /// The filled slots with words of the name, in the pattern's order.
    pub(super) fn filled(&self) -> impl Iterator<Item = (&PatternSlot, &Filled)> {
        let filled = self.slots.iter().filter_map(|slot| Some((slot, slot.filled.as_ref()?)));
        filled.filter(|(_, filled)| !filled.run.is_empty())
    }
}

/// Lays the words against the pieces: as they stand, or with a first word left out that belongs to other names.
pub(super) fn fit(tokens: &Tokens, variant: &[Piece], vocabularies: &Vocabularies) -> Fit {
    let whole = lay(tokens, variant, false);
    let in_place = if whole.is_whole() { None } else { lay_in_place(tokens, variant) };
    let whole = in_place.filter(|fit| fit.cost < whole.cost).unwrap_or(whole);
    let first = tokens.word(0);
    let is_part = variant.iter().filter_map(closed).flatten().any(|word| word.eq_ignore_ascii_case(first));
    if is_part || tokens.places.len() < 2 || vocabulary_of(vocabularies, first).is_none() {
        return whole;
    }
    let without = lay(tokens, variant, true);
    if without.is_whole() && without.cost < whole.cost { without } else { whole }
}

/// Every word where it stands, whether it belongs there or not.
fn lay_in_place(tokens: &Tokens, variant: &[Piece]) -> Option<Fit> {
    if let [Piece::Gap(_), _] = variant {
        // One level of a path; the name may have more.
        return None;
    }
    let mut slots = empty(variant);
    let items = slots.iter_mut().filter(|slot| !matches!(slot.piece, Piece::Gap(_)));
    for (slot, run) in items.zip(segments(tokens, variant)?) {
        let text = tokens.slice(&run);
        match closed(&slot.piece).map(|words| meant(text, words)) {
            Some(Some((value, how))) => slot.filled = Some(Filled { run, value: value.clone(), how }),
            Some(None) => slot.stranger = Some(run),
            None => {
                let Piece::Part(part) = &slot.piece else { continue };
                let words: Vec<usize> = run.clone().collect();
                let value = free_value(tokens, part, &words, &run);
                slot.filled = Some(Filled { run, value, how: How::Free });
            }
        }
    }
    let mut fit = Fit { slots, extra: Vec::new(), dropped: false, cost: 0 };
    fit.cost = cost(tokens, &fit);
    Some(fit)
}

fn empty(variant: &[Piece]) -> Vec<PatternSlot> {
    variant.iter().map(|piece| PatternSlot { piece: piece.clone(), filled: None, stranger: None }).collect()
}

fn lay(tokens: &Tokens, variant: &[Piece], drop_first: bool) -> Fit {
    let mut slots = empty(variant);
    let mut free = vec![true; tokens.places.len()];
    if let Some(first) = free.first_mut() {
        *first = !drop_first;
    }
    let segments = if drop_first { None } else { segments(tokens, variant) };
    let in_place = segments.as_ref().is_some_and(|segments| fill_in_place(tokens, &mut slots, &mut free, segments));
    if !in_place {
        for how in [How::Exact, How::Spelling, How::Typo] {
            for slot in slots.iter_mut().filter(|slot| slot.filled.is_none()) {
                if let Some(filled) = closed(&slot.piece).and_then(|words| find(tokens, &free, words, how)) {
                    free[filled.run.clone()].fill(false);
                    slot.filled = Some(filled);
                }
            }
        }
        if let Some(segments) = &segments {
            mark_strangers(&mut slots, &mut free, segments);
        }
    }
    let mut left: Vec<usize> = (0..free.len()).filter(|at| free[*at]).collect();
    fill_free(tokens, &mut slots, &mut left);
    insert_words(&mut slots);
    let mut fit = Fit { slots, extra: left, dropped: drop_first, cost: 0 };
    fit.cost = cost(tokens, &fit);
    fit
}

/// The words that stand for each word and part of the pattern, where the name has its separators and is as long.
fn segments(tokens: &Tokens, variant: &[Piece]) -> Option<Vec<Range<usize>>> {
    let items = variant.iter().filter(|piece| !matches!(piece, Piece::Gap(_))).count();
    let inner = variant.iter().enumerate().skip(1);
    let mut gaps = inner.filter_map(|(_, piece)| if let Piece::Gap(text) = piece { Some(text.as_str()) } else { None });
    let text = match variant.first() {
        Some(Piece::Gap(first)) => tokens.name.strip_prefix(first.as_str())?,
        _ => tokens.name,
    };
    let gap = gaps.next();
    if gaps.any(|other| Some(other) != gap) {
        return None;
    }
    let offset = tokens.name.len() - text.len();
    let takes_rest = match variant.last() {
        Some(Piece::Part(part)) => !part.is_closed() && gap.is_some_and(|gap| part.fits(&format!("a{gap}a"))),
        _ => false,
    };
    let pieces: Vec<&str> = match gap {
        Some(gap) if takes_rest => text.splitn(items, gap).collect(),
        Some(gap) => text.split(gap).collect(),
        None => vec![text],
    };
    let mut at = offset;
    let mut runs = Vec::new();
    for piece in &pieces {
        let inside = |place: &&Range<usize>| place.start >= at && place.end <= at + piece.len();
        let start = tokens.places.iter().position(|place| inside(&place))?;
        let count = tokens.places[start..].iter().take_while(inside).count();
        runs.push(start..start + count);
        at += piece.len() + gap.map_or(0, str::len);
    }
    (runs.len() == items).then_some(runs)
}

/// Fills every vocabulary part with what stands in its place; undone where one does not fit.
fn fill_in_place(tokens: &Tokens, slots: &mut [PatternSlot], free: &mut [bool], segments: &[Range<usize>]) -> bool {
    let items = || slots.iter().filter(|slot| !matches!(slot.piece, Piece::Gap(_))).zip(segments);
    let fill = |(slot, run): (&PatternSlot, &Range<usize>)| match closed(&slot.piece) {
        None => Some(None),
        Some(words) => meant(tokens.slice(run), words)
            .map(|(value, how)| Some(Filled { run: run.clone(), value: value.clone(), how })),
    };
    let Some(fills) = items().map(fill).collect::<Option<Vec<_>>>() else { return false };
    let items = slots.iter_mut().filter(|slot| !matches!(slot.piece, Piece::Gap(_)));
    for (slot, filled) in items.zip(fills) {
        if let Some(filled) = &filled {
            free[filled.run.clone()].fill(false);
        }
        slot.filled = filled;
    }
    true
}

/// Where each part that nothing fills has a word of no vocabulary in its place, that word is what is wrong.
fn mark_strangers(slots: &mut [PatternSlot], free: &mut [bool], segments: &[Range<usize>]) {
    let items = || slots.iter().filter(|slot| !matches!(slot.piece, Piece::Gap(_))).zip(segments);
    let is_unfilled = |slot: &PatternSlot| slot.filled.is_none() && closed(&slot.piece).is_some();
    if items().any(|(slot, run)| is_unfilled(slot) && !free[run.clone()].iter().all(|free| *free)) {
        return;
    }
    let items = slots.iter_mut().filter(|slot| !matches!(slot.piece, Piece::Gap(_))).zip(segments);
    for (slot, run) in items {
        if is_unfilled(slot) {
            free[run.clone()].fill(false);
            slot.stranger = Some(run.clone());
        }
    }
}

/// The words that alone fit a piece; `None` for a gap and for free text.
pub(super) fn closed(piece: &Piece) -> Option<&[String]> {
    match piece {
        Piece::Gap(_) => None,
        Piece::Word(word) => Some(std::slice::from_ref(word)),
        Piece::Part(part) => part.is_closed().then_some(&part.words),
    }
}

/// The leftmost and longest run of unused words that is one of `words`.
fn find(tokens: &Tokens, free: &[bool], words: &[String], how: How) -> Option<Filled> {
    const LONGEST_WORD: usize = 3;
    for start in 0..free.len() {
        let room = free[start..].iter().take(LONGEST_WORD).take_while(|free| **free).count();
        for end in (start + 1..=start + room).rev() {
            let run = start..end;
            if let Some(value) = value(tokens.slice(&run), words, how) {
                return Some(Filled { run, value: value.clone(), how });
            }
        }
    }
    None
}

/// Gives the words that are left to the free parts, in their order; the last takes what remains.
fn fill_free(tokens: &Tokens, slots: &mut [PatternSlot], left: &mut Vec<usize>) {
    let open = |slot: &PatternSlot| matches!(&slot.piece, Piece::Part(part) if !part.is_closed());
    let mut parts = slots.iter().filter(|slot| open(slot)).count();
    let gap = |slot: &PatternSlot| if let Piece::Gap(text) = &slot.piece { Some(text.clone()) } else { None };
    let gaps: Vec<String> = slots.iter().skip(1).filter_map(gap).collect();
    let mut before = 0;
    for slot in slots {
        if !open(slot) {
            before = slot.filled.as_ref().map_or(before, |filled| filled.run.end);
            continue;
        }
        let Piece::Part(part) = &slot.piece else { continue };
        let wanted = if parts == 1 { left.len() } else { 1.min(left.len()) };
        parts -= 1;
        let mut words: Vec<usize> = left[..wanted].to_vec();
        // Of words in several places, those that follow what comes before the part.
        if words.windows(2).any(|pair| pair[1] != pair[0] + 1) && words.contains(&before) {
            words.retain(|at| *at >= before);
        }
        let whole = words.first().zip(words.last()).map(|(first, last)| *first..last + 1);
        if !whole.is_some_and(|run| run.len() == words.len() && part.fits(tokens.slice(&run))) {
            // What the pattern's own separators part stays parted.
            let parted = |at: &usize| gaps.iter().any(|gap| tokens.gap_before(*at) == gap);
            let end = words.iter().skip(1).position(parted).map_or(words.len(), |at| at + 1);
            words.truncate(end);
        }
        left.retain(|at| !words.contains(at));
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        let run = *first..last + 1;
        let value = free_value(tokens, part, &words, &run);
        slot.filled = Some(Filled { run, value, how: How::Free });
    }
}

/// The words as the part wants them: as they stand where that fits, else spelt in the first class that takes them.
fn free_value(tokens: &Tokens, part: &Arc<PatternPart>, words: &[usize], run: &Range<usize>) -> String {
    let as_it_stands = tokens.slice(run);
    let texts: Vec<&str> = words.iter().map(|at| tokens.word(*at)).collect();
    let contiguous = run.len() == words.len();
    if contiguous && part.fits(as_it_stands) {
        return as_it_stands.to_owned();
    }
    let known = part.words.iter().find(|word| folded(word).eq(texts.iter().flat_map(|text| folded(text))));
    if let Some(word) = known {
        return word.clone();
    }
    let mut spelt = part.classes.iter().map(|class| class.spell(&texts));
    spelt.find(|text| part.fits(text)).unwrap_or_else(|| texts.join("-"))
}

/// Words of the pattern that the name lacks at its beginning are put in: what comes before is certain, what would come
/// after is a guess.
fn insert_words(slots: &mut [PatternSlot]) {
    if slots.iter().all(|slot| slot.filled.is_none()) {
        return;
    }
    for slot in slots.iter_mut().take_while(|slot| slot.filled.is_none() && slot.stranger.is_none()) {
        if let Piece::Word(word) = &slot.piece {
            slot.filled = Some(Filled { run: 0..0, value: word.clone(), how: How::Inserted });
        }
    }
}

// What it costs where a name departs from a pattern. Of all that it can be laid against, the cheapest is what was meant:
// what costs little is surely meant so, what costs much is hardly the pattern at all.

/// A word in other letters: nobody can doubt which it is.
const OTHER_SPELLING: usize = 1;
/// Free text in another spelling: as little as the same in a word.
const OTHER_FREE_SPELLING: usize = 1;
/// A typo is a guess, and so three times as far as a spelling.
const TYPO: usize = 3;
/// A word of the pattern that is put in changes the name more than two corrected letters would.
const INSERTED: usize = 6;
/// Two known words in the wrong order: as far as one typo, since both are recognised.
const WORDS_SWAPPED: usize = 3;
/// The same with free text, which may as well belong where it stands: dearer than among known words.
const FREE_SWAPPED: usize = 5;
/// A first word of another vocabulary left out: dearer than a typo, so that a misspelt word is corrected rather than
/// dropped, and cheaper than to put in a word.
const FIRST_DROPPED: usize = 4;
/// Free text that is missing: more than all small corrections, but the least of what leaves the name unfinished, since
/// anything may be written there.
const FREE_PART_MISSING: usize = 18;
/// A part of known words that is missing: dearer than free text, since the name then says less of what it is.
const PART_MISSING: usize = 21;
/// The same with a word in its place that is none of its vocabulary: a little nearer, as the name has room for it.
const PART_STRANGE: usize = PART_MISSING - 1;
/// A word that belongs nowhere: dearer than a part that is missing, since it speaks against the pattern.
const WORD_TOO_MANY: usize = 25;
/// A fixed word of the pattern that is missing: the dearest, since fixed words tell patterns apart: more than
/// two parts that are missing.
const WORD_MISSING: usize = 45;

/// How far the name is from the pattern.
fn cost(tokens: &Tokens, fit: &Fit) -> usize {
    let slots = fit.slots.iter().map(|slot| match (&slot.piece, &slot.filled) {
        (Piece::Gap(_), _) => 0,
        (Piece::Word(_), None) => WORD_MISSING,
        (Piece::Part(part), None) if !part.is_closed() => FREE_PART_MISSING,
        (Piece::Part(_), None) if slot.stranger.is_some() => PART_STRANGE,
        (Piece::Part(_), None) => PART_MISSING,
        (_, Some(filled)) => match filled.how {
            How::Free if tokens.slice(&filled.run) == filled.value => 0,
            How::Free => OTHER_FREE_SPELLING,
            How::Exact => 0,
            How::Spelling => OTHER_SPELLING,
            How::Typo => TYPO,
            How::Inserted => INSERTED,
        },
    });
    let placed: Vec<&Filled> = fit.filled().map(|(_, filled)| filled).collect();
    let mut moves = 0;
    for (at, one) in placed.iter().enumerate() {
        for other in placed[at + 1..].iter().filter(|other| other.run.start < one.run.start) {
            moves += if one.how == How::Free || other.how == How::Free { FREE_SWAPPED } else { WORDS_SWAPPED };
        }
    }
    slots.sum::<usize>() + moves + WORD_TOO_MANY * fit.extra.len() + FIRST_DROPPED * usize::from(fit.dropped)
}
