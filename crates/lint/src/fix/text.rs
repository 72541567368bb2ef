//! The new text of files: names are changed where they stand, and every other byte stays.

use std::sync::Arc;

use serde_json::{Map, Value};
use toml_parser::decoder::Encoding;

use crate::fix::edit::Edit;
use crate::fix::renames::Renames;
use crate::fix::rewrite::{Rewriting, scope_name};
use crate::fix::words::{Page, Part, Word};
use crate::fix::{block, words};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Kind, Place};
use realmform_kinds::place::{from_toml, toml_names};
use realmform_model::{Body, Desired, Source};

/// A file as it was read, and as it will be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The file as it was.
    pub source: Arc<Source>,
    /// Its new text.
    pub text: String,
}

/// The project's files after the renames, those that change.
pub(super) fn declarations(sources: &[Arc<Source>], desired: &Desired, renames: &Renames) -> Vec<Edited> {
    let writing = Writing { renames, rewriting: Rewriting::new(desired, renames) };
    let pages: Vec<Page> = sources.iter().map(|source| words::read(&source.text)).collect();
    let mut edits: Vec<Vec<Edit>> = pages
        .iter()
        .map(|page| page.words.iter().filter_map(|word| edit(word, &writing.name(word)?)).collect())
        .collect();
    for (file, added) in block::placed(sources, &pages, desired, renames) {
        edits[file].push(added);
    }
    changed(sources, edits)
}

/// The policies' files after the renames, those that change.
pub(super) fn policies(sources: &[Arc<Source>], renames: &Renames) -> Vec<Edited> {
    let edits = sources.iter().map(|source| {
        let page = words::read(&source.text);
        page.words.iter().filter_map(|word| edit(word, &in_scope(word, renames)?)).collect()
    });
    changed(sources, edits.collect())
}

fn in_scope(word: &Word, renames: &Renames) -> Option<String> {
    match word.path.as_slice() {
        [Part::Key(first), Part::Element, Part::Key(key), rest @ ..]
            if first == "naming" && !word.is_key && matches!(rest, [] | [Part::Element]) =>
        {
            scope_name(key, &word.text, renames)
        }
        _ => None,
    }
}

fn changed(sources: &[Arc<Source>], edits: Vec<Vec<Edit>>) -> Vec<Edited> {
    let edited = sources.iter().zip(edits).filter(|(_, edits)| !edits.is_empty());
    edited.map(|(source, edits)| Edited { source: Arc::clone(source), text: applied(&source.text, edits) }).collect()
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(span, _)| span.start);
    let mut new = text.to_owned();
    for (span, with) in edits.into_iter().rev() {
        new.replace_range(span, &with);
    }
    new
}

/// The new spelling of the word, in the quotes that it already has if possible.
fn edit(word: &Word, new: &str) -> Option<Edit> {
    if new == word.text {
        return None;
    }
    let fits_literal = !new.contains(|letter: char| letter == '\'' || letter.is_control());
    let spelled = match word.quotes {
        Some(Encoding::LiteralString) if fits_literal => format!("'{new}'"),
        Some(_) if !word.is_key || !new.contains('\n') => toml_edit::Value::from(new).to_string(),
        _ => toml_edit::Key::new(new).to_string(),
    };
    Some((word.span.clone(), spelled))
}

struct Writing<'a> {
    renames: &'a Renames,
    rewriting: Rewriting<'a>,
}

impl Writing<'_> {
    /// What the word is to say, where it can name something.
    fn name(&self, word: &Word) -> Option<String> {
        if word.is_key
            && let Some(name) = self.on_the_way(word)
        {
            return Some(name);
        }
        places().find_map(|(kind, place)| self.in_body(kind, place, word))
    }

    /// The key of an object, or of one on the way to an object.
    fn on_the_way(&self, word: &Word) -> Option<String> {
        places().find_map(|(kind, place)| {
            let way = place.toml.get(..word.path.len())?;
            if way.last() != Some(&"*") || !is_at(way, &word.path) {
                return None;
            }
            let mut names: Vec<&str> = way.iter().zip(&word.path).filter_map(star).collect();
            let position = names.len() - 1;
            // What is further in has no part in it.
            names.extend(place.toml[way.len()..].iter().filter(|key| **key == "*").map(|_| ""));
            let new = self.renames.of(&from_toml(kind, place, &names)?)?;
            toml_names(place, &new)?.into_iter().nth(position)
        })
    }

    /// A name in a field: it is rewritten in a body that has nothing else.
    fn in_body(&self, kind: &dyn Kind, place: &Place, word: &Word) -> Option<String> {
        let (way, field) = word.path.split_at_checked(place.toml.len())?;
        let Some(Part::Key(first)) = field.first() else { return None };
        if !is_at(place.toml, way) || !kind.slots().iter().any(|slot| slot.path.first() == Some(&first.as_str())) {
            return None;
        }
        let leaf = if word.is_key { Value::Null } else { Value::from(word.text.as_str()) };
        // A single text may stand for a list of one.
        let list = (!word.is_key && field.last() != Some(&Part::Element)).then(|| Value::from(vec![leaf.clone()]));
        [Some(leaf), list].into_iter().flatten().find_map(|leaf| {
            let mut body = wrapped(field, leaf);
            self.rewriting.body(kind, &mut body);
            found(field, Value::Object(body), word.is_key).filter(|name| *name != word.text)
        })
    }
}

fn places() -> impl Iterator<Item = (&'static dyn Kind, &'static Place)> {
    let places = kinds::ALL.iter().flat_map(|kind| kind.places().iter().map(|place| (*kind, place)));
    places.filter(|(_, place)| !place.toml.is_empty())
}

fn is_at(way: &[&str], path: &[Part]) -> bool {
    let fits = |(key, part): (&&str, &Part)| matches!(part, Part::Key(name) if *key == "*" || key == name);
    way.len() == path.len() && way.iter().zip(path).all(fits)
}

fn star<'p>((key, part): (&&str, &'p Part)) -> Option<&'p str> {
    match part {
        Part::Key(name) if *key == "*" => Some(name),
        _ => None,
    }
}

fn wrapped(field: &[Part], leaf: Value) -> Body {
    let value = field.iter().rev().fold(leaf, |inner, part| match part {
        Part::Key(key) => Value::Object(Map::from_iter([(key.clone(), inner)])),
        Part::Element => Value::Array(vec![inner]),
    });
    if let Value::Object(body) = value { body } else { Body::new() }
}

/// The last key, or the text, of a body that was wrapped so.
fn found(field: &[Part], mut value: Value, is_key: bool) -> Option<String> {
    let mut last = None;
    for part in field {
        value = match (part, value) {
            (Part::Key(_), Value::Object(body)) => {
                let (key, inner) = body.into_iter().next()?;
                last = Some(key);
                inner
            }
            (Part::Element, Value::Array(list)) => list.into_iter().next()?,
            _ => return None,
        };
    }
    if let Value::Array(list) = value {
        value = list.into_iter().next()?;
    }
    if is_key { last } else { value.as_str().map(str::to_owned) }
}
