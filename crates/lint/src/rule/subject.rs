//! One thing that rules look at, and how they ask it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use realmform_kinds as kinds;
use realmform_kinds::kind::MASK;
use realmform_kinds::names;
use realmform_kinds::parts::{self, PARTS, Part};
use realmform_kinds::reference::{IsClient, Reference, Slot, references, references_in};
use realmform_model::{Address, Declared, Form, Path, Source, Span};

use crate::clear;
use crate::json::{self, Json};

/// One linted thing: an object of a kind, or a part of an export.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The address of the object.
    pub name: Address,
    /// Its representation, in the shape of Keycloak's realm export. Of the TOML, the declared fields; where its live
    /// twin is known, that one's fields under them.
    pub body: Cow<'a, Json<'a>>,
    /// What the body does not say has Keycloak's default. Else it is not known.
    pub whole: bool,
    /// Made by Keycloak itself, in every realm.
    pub built_in: bool,
    /// Not written down itself, but implied by what is.
    pub implied: bool,
    pub(super) stands: Stands<'a>,
}

/// Where a thing stands.
#[derive(Debug)]
pub(super) enum Stands<'a> {
    /// In TOML, to the field.
    Declared(&'a Declared),
    /// In the JSON that its body was read from.
    Export(&'a Arc<Source>),
}

impl<'a> Subject<'a> {
    /// The value at the end of the keys, if it says anything.
    pub fn get(&self, keys: &[&str]) -> Option<&Json<'a>> {
        self.body.at(keys).filter(|value| **value != Json::Null)
    }

    /// Whether the field is set: a value that is not empty, or a reference to a secret.
    pub fn says(&self, keys: &[&str]) -> bool {
        let is_secret = match &self.stands {
            Stands::Declared(declared) => declared.secrets.contains_key(&Path::of(keys)),
            Stands::Export(_) => false,
        };
        let is_empty = |value: &Json| {
            value.text() == Some("") || matches!(value, Json::List(_) | Json::Object(_)) && value.is_empty()
        };
        is_secret || self.get(keys).is_some_and(|value| !is_empty(value))
    }

    /// Whether the field stands in what is linted, and not only in its live twin.
    pub(crate) fn declares(&self, field: &str) -> bool {
        match &self.stands {
            Stands::Declared(declared) => declared.body.contains_key(field),
            Stands::Export(_) => self.body.get(field).is_some(),
        }
    }

    /// A text; `None` where it is absent, or is something else.
    pub fn text(&self, keys: &[&str]) -> Option<&str> {
        self.get(keys)?.text()
    }

    /// A text that is `default` where nothing is said; `None` where that is not known.
    pub(crate) fn text_or<'s>(&'s self, keys: &[&str], default: &'s str) -> Option<&'s str> {
        match self.get(keys) {
            Some(value) => value.text(),
            None => self.whole.then_some(default),
        }
    }

    /// A flag (or the text of one) that is `default` where nothing is said; `None` where that is not known.
    pub(crate) fn flag_or(&self, keys: &[&str], default: bool) -> Option<bool> {
        match self.get(keys) {
            Some(value) => value.flag(),
            None => self.whole.then_some(default),
        }
    }

    /// A flag that is said, or is by default, `true`.
    pub fn is(&self, keys: &[&str]) -> bool {
        self.flag_or(keys, false) == Some(true)
    }

    /// A whole number (or the text of one) that is `default` where nothing is said; `None` where that is not known.
    pub(crate) fn int_or(&self, keys: &[&str], default: i64) -> Option<i64> {
        match self.get(keys) {
            Some(value) => value.int(),
            None => self.whole.then_some(default),
        }
    }

    /// The texts of a list.
    pub fn texts(&self, keys: &[&str]) -> impl Iterator<Item = &str> {
        self.get(keys).into_iter().flat_map(|list| list.items()).filter_map(Json::text)
    }

    /// The place of a field, or of the nearest thing around it; no keys are the thing itself.
    pub fn place(&self, keys: &[&str]) -> Span {
        match &self.stands {
            Stands::Declared(declared) => declared.place(&Path::of(keys)).clone(),
            Stands::Export(source) => self.in_export(source, keys),
        }
    }

    /// Where secrets stand in clear in it: all of an export, for the realm itself. Masks, and names of a vault's entries,
    /// are none.
    pub fn secrets(&self) -> Vec<Span> {
        let Stands::Export(source) = &self.stands else { return Vec::new() };
        let is_clear = |range: &Range<usize>| {
            let text = source.text.get(range.clone()).unwrap_or_default().trim_matches('"');
            !text.is_empty() && text != MASK && !text.starts_with("${")
        };
        let first = self.body.entries().first().and_then(|(key, _)| match key {
            Cow::Borrowed(key) => json::offset(&source.text, key),
            Cow::Owned(_) => None,
        });
        let all = match first {
            // From the quote before it.
            Some(first) => clear::ranges_of(&source.text, first - 1),
            None => clear::ranges(&source.text),
        };
        all.into_iter().filter(is_clear).map(|range| Span::of(source, range)).collect()
    }

    /// The place of an entry of its body, however deep in it; of an export.
    pub(crate) fn place_of_entry(&self, entry: &(Cow<str>, Json)) -> Span {
        match &self.stands {
            Stands::Declared(_) => self.place(&[]),
            Stands::Export(source) => match json::entry_range(&source.text, entry) {
                Some(range) => Span::of(source, range),
                None => self.place(&[]),
            },
        }
    }

    /// The place of one text in a field.
    pub(crate) fn place_of_item(&self, keys: &[&str], item: &str) -> Span {
        match &self.stands {
            Stands::Declared(_) => in_span(self.place(keys), item),
            Stands::Export(source) => {
                // A text of this very file, or one that is equal to one.
                let in_list = || json::offset(&source.text, find_text(self.get(keys)?, item)?);
                match json::offset(&source.text, item).or_else(in_list) {
                    Some(at) => Span::of(source, at - 1..at + item.len() + 1),
                    None => self.in_export(source, keys),
                }
            }
        }
    }

    fn in_export(&self, source: &Arc<Source>, keys: &[&str]) -> Span {
        let text = source.text.as_str();
        let range = (0..keys.len()).rev().find_map(|last| {
            let entry = self.body.at(&keys[..last])?.entry(keys[last])?;
            json::entry_range(text, entry)
        });
        let range = range.or_else(|| {
            let named = ["clientId", "name", "alias", "username", "realm"].iter().find_map(|key| self.body.entry(key));
            json::entry_range(text, named.or_else(|| self.body.entries().first())?)
        });
        Span::of(source, range.unwrap_or_default())
    }

    /// All that it names, in the order of its kind's slots. Of the TOML: what is declared to be named. What a part of a
    /// realm names is that part's, not the realm's.
    pub fn references(&self, is_client: IsClient) -> Vec<Reference> {
        let own = || kinds::of(self.name.kind).slots().iter().copied();
        let slots: Vec<Slot> = match (parts::named(self.name.kind), self.name.kind.form()) {
            (Some(part), _) => part.slots().collect(),
            (None, Form::Side) => own().filter(|slot| !PARTS.iter().any(|part| part.holds(slot))).collect(),
            // A service account is a user, too, and an export tells more of it than can be declared.
            (None, _) if self.name.kind == names::SERVICE_ACCOUNT => {
                let of_user = parts::named(names::USER).into_iter().flat_map(Part::slots);
                own().chain(of_user.filter(|slot| own().all(|known| known.path != slot.path))).collect()
            }
            (None, _) => own().collect(),
        };
        match &self.stands {
            Stands::Declared(declared) => references(&slots, &declared.body, is_client),
            Stands::Export(_) => references_in(&slots, &|key| self.body.get(key).map(Json::to_value), is_client),
        }
    }
}

/// The text, wherever it is in the value.
fn find_text<'j>(value: &'j Json, text: &str) -> Option<&'j str> {
    if let Some(found) = value.text() {
        return (found == text).then_some(found);
    }
    let inner = value.entries().iter().map(|(_, inner)| inner).chain(value.items());
    inner.into_iter().find_map(|inner| find_text(inner, text))
}

/// The text within a place that holds it, such as one item of a list in TOML.
fn in_span(span: Span, item: &str) -> Span {
    let quoted = format!("{item:?}");
    let held = span.source.text.get(span.offset..span.offset + span.length);
    match held.and_then(|held| held.find(&quoted)) {
        Some(at) => Span { offset: span.offset + at, length: quoted.len(), ..span },
        None => span,
    }
}
