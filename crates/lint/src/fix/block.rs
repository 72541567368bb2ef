//! `[[moved]]` blocks as text, and the place in the files where they go.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fix::edit::Edit;
use crate::fix::renames::{Rename, Renames};
use crate::fix::words::{MovedEnd, Page};
use realmform_kinds as kinds;
use realmform_model::escape::is_harmless;
use realmform_model::{Address, Desired, Move, Source};

/// The blocks, each after an empty line but the first.
pub(super) fn blocks<'r>(renames: impl Iterator<Item = &'r Rename>) -> String {
    renames.map(|rename| block(&rename.as_move())).collect::<Vec<_>>().join("\n")
}

fn block(moved: &Move) -> String {
    let lines = entries(moved).into_iter().map(|(key, value)| format!("{key} = {}\n", text(value)));
    format!("[[moved]]\n{}", lines.collect::<String>())
}

/// The same as an element of `moved = […]`.
fn element(moved: &Move) -> String {
    let entries = entries(moved).into_iter().map(|(key, value)| format!("{key} = {}", text(value)));
    format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
}

/// A string as TOML, with control characters escaped.
fn text(value: &str) -> String {
    let is_plain = |letter: char| !letter.is_control() && is_harmless(letter.encode_utf8(&mut [0; 4]));
    if value.chars().all(is_plain) && is_harmless(value) {
        return toml_edit::Value::from(value).to_string();
    }
    let spelled = value.chars().map(|letter| match letter {
        '"' | '\\' => format!("\\{letter}"),
        // Without these a text is no command of a CI.
        letter if is_plain(letter) && !matches!(letter, ':' | '[') => letter.to_string(),
        letter => format!("\\u{:04x}", u32::from(letter)),
    });
    format!("\"{}\"", spelled.collect::<String>())
}

fn entries(moved: &Move) -> Vec<(&'static str, &str)> {
    let mut entries = vec![("kind", moved.kind.as_str())];
    entries.extend(kinds::owner_key(moved.kind).zip(moved.within.as_deref()));
    entries.extend([("from", moved.from.as_str()), ("to", moved.to.as_str())]);
    entries.extend(moved.reason.as_deref().map(|reason| ("reason", reason)));
    entries
}

/// The blocks of the renames, each with the index of its file: the one in which most moves are kept, else the one that
/// declares the object.
pub(super) fn placed(
    sources: &[Arc<Source>],
    pages: &[Page],
    desired: &Desired,
    renames: &Renames,
) -> Vec<(usize, Edit)> {
    let most = (0..pages.len()).rev().filter(|file| pages[*file].moved.is_some()).max_by_key(|file| pages[*file].moves);
    let declaring = declaring(sources, desired, renames);
    let mut by_file: BTreeMap<usize, Vec<&Rename>> = BTreeMap::new();
    for rename in renames.iter() {
        let file = most.or_else(|| declaring.get(&rename.to).copied()).unwrap_or(0);
        by_file.entry(file).or_default().push(rename);
    }
    by_file
        .into_iter()
        .map(|(file, renames)| (file, added(&sources[file].text, pages[file].moved.as_ref(), &renames)))
        .collect()
}

/// The files that declare renamed objects, by the new address.
fn declaring(sources: &[Arc<Source>], desired: &Desired, renames: &Renames) -> BTreeMap<Address, usize> {
    let files: BTreeMap<_, _> = sources.iter().enumerate().map(|(file, source)| (&source.path, file)).collect();
    let objects = desired
        .objects
        .iter()
        .filter_map(|(address, declared)| Some((renames.of(address)?, *files.get(&declared.span.source.path)?)));
    objects.collect()
}

fn added(text: &str, end: Option<&MovedEnd>, renames: &[&Rename]) -> Edit {
    let blocks = blocks(renames.iter().copied());
    let (at, new) = match end {
        Some(MovedEnd::List { at, is_empty }) => {
            let elements: Vec<_> = renames.iter().map(|rename| element(&rename.as_move())).collect();
            let comma = if *is_empty { "" } else { ", " };
            return (*at..*at, format!("{comma}{}", elements.join(", ")));
        }
        Some(MovedEnd::Block(end)) => {
            let line = text.get(*end..).and_then(|rest| rest.find('\n'));
            (line.map_or(text.len(), |length| end + length + 1), format!("\n{blocks}"))
        }
        None if text.trim().is_empty() => (text.len(), blocks),
        None => (text.len(), format!("\n{blocks}")),
    };
    let is_open = !text[..at].is_empty() && !text[..at].ends_with('\n');
    let new = if is_open { format!("\n{new}") } else { new };
    (at..at, if text.contains("\r\n") { new.replace('\n', "\r\n") } else { new })
}
