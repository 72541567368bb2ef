//! `${name}` in strings: the value that the target has for it. Only declared names are replaced, as Keycloak has `${…}` of
//! its own.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use realmform_files::TEXT;
use toml_edit::{Item, Key, Table, TableLike, Value};

use super::entry::{span, value_type_name};
use super::replaced;
use realmform_model::words::{did_you_mean, listed, nearest};
use realmform_model::{Finding, Source};

/// The values of one target.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// The target, for messages.
    pub target: String,
    /// What it has for each declared name.
    pub given: BTreeMap<String, Given>,
}

/// What a target has for a name.
#[derive(Clone, Debug)]
pub enum Given {
    /// This value.
    Value(Value),
    /// Nothing: only these targets have one.
    OnlyFor(Vec<String>),
}

/// Names that `${…}` has by itself, in Keycloak or here.
const RESERVED: &[&str] = &[
    "realm",
    "authBaseUrl",
    "authAdminUrl",
    "username",
    "email",
    "firstName",
    "lastName",
    "CLAIM",
    "ATTRIBUTE",
    "ALIAS",
];
/// How names of message keys of Keycloak begin.
const RESERVED_STARTS: &[&str] = &["role_", "client_", "profile"];

/// Whether `${name}` means something in Keycloak, so that it is no name for a value.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || RESERVED_STARTS.iter().any(|start| name.starts_with(start))
}

/// Whether a value can have this name.
pub(crate) fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_') && name.chars().all(fits)
}

/// The file's tables with values in place; `None` where nothing is to be replaced.
pub(super) fn replace(
    source: &Arc<Source>,
    root: &Table,
    values: &Values,
    room: &Room,
    findings: &mut Vec<Finding>,
) -> Option<Table> {
    if values.given.is_empty() {
        return None;
    }
    let mut root = root.clone();
    Replacing { source, values, room, findings }.table(&mut root);
    Some(root)
}

struct Replacing<'a> {
    source: &'a Arc<Source>,
    values: &'a Values,
    room: &'a Room,
    findings: &'a mut Vec<Finding>,
}

impl<'a> Replacing<'a> {
    fn table(&mut self, table: &mut dyn TableLike) {
        let mut wrong = Vec::new();
        let places: BTreeMap<String, Option<Range<usize>>> = table
            .iter()
            .filter(|(key, _)| key.contains("${"))
            .map(|(key, _)| (key.to_owned(), table.key(key).and_then(Key::span)))
            .collect();
        for (key, item) in table.iter_mut() {
            let place_of = places.get(key.get()).cloned().flatten();
            for name in names(key.get()).filter(|name| self.values.given.contains_key(*name)) {
                let at = span(self.source, place_of.clone().unwrap_or_default());
                let message = format!("`${{{name}}}` stands in a key: names are the same for every target");
                let help = "write the name itself, or declare the object in a file for one target";
                self.findings.push(Finding::error("config/value-in-key", message).at(&at).help(help));
            }
            let is_right = match item {
                Item::None => true,
                Item::Value(value) => self.value(value),
                Item::Table(table) => {
                    self.table(table);
                    true
                }
                Item::ArrayOfTables(tables) => {
                    tables.iter_mut().for_each(|table| self.table(table));
                    true
                }
            };
            if !is_right {
                wrong.push(key.get().to_owned());
            }
        }
        // What could not be replaced was reported, and has no type to complain of.
        wrong.iter().for_each(|key| drop(table.remove(key)));
    }

    /// False for what has no value.
    fn value(&mut self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let (text, place) = (text.value().clone(), text.span().unwrap_or_default());
                match self.text(&text, &place) {
                    Ok(None) => {}
                    Ok(Some(new)) => *value = new,
                    Err(()) => return false,
                }
            }
            Value::Array(list) => {
                let keep: Vec<bool> = list.iter_mut().map(|item| self.value(item)).collect();
                let mut keep = keep.into_iter();
                list.retain(|_| keep.next().unwrap_or(true));
            }
            Value::InlineTable(table) => self.table(table),
            _ => {}
        }
        true
    }

    /// What stands there instead, if it is anything else.
    fn text(&mut self, text: &str, place: &Range<usize>) -> Result<Option<Value>, ()> {
        if !text.contains("${") {
            return Ok(None);
        }
        if let Some(name) = whole(text) {
            let Some(given) = self.given(name, place)? else { return Ok(None) };
            self.room.take(size(given))?;
            let mut value = unplaced(given);
            replaced::mark(&mut value, place, Some(name));
            return Ok(Some(value));
        }
        let (mut new, mut rest) = (String::new(), text);
        while let Some(at) = rest.find("${") {
            let (before, after) = (&rest[..at], &rest[at + 2..]);
            if let Some(before) = before.strip_suffix('$') {
                new.push_str(before);
                new.push_str("${");
                rest = after;
                continue;
            }
            new.push_str(before);
            rest = after;
            match after.split_once('}').map(|(name, rest)| Ok((name, rest, self.given(name, place)?))).transpose()? {
                Some((name, after, Some(given))) => {
                    self.room.take(size(given))?;
                    let Some(part) = in_text(given) else {
                        let what = value_type_name(given);
                        let message = format!("the value `{name}` is {what}, which cannot be a part of a string");
                        self.report("config/wrong-type", message, place, format!("write `\"${{{name}}}\"` alone"));
                        return Err(());
                    };
                    new.push_str(&part);
                    rest = after;
                }
                _ => new.push_str("${"),
            }
        }
        new.push_str(rest);
        if new == text {
            return Ok(None);
        }
        let mut value = Value::from(new);
        replaced::mark(&mut value, place, None);
        Ok(Some(value))
    }

    /// The target's value; `None` for a name that is not declared.
    fn given(&mut self, name: &str, place: &Range<usize>) -> Result<Option<&'a Value>, ()> {
        let values: &'a Values = self.values;
        let target = &values.target;
        match values.given.get(name) {
            Some(Given::Value(value)) => Ok(Some(value)),
            Some(Given::OnlyFor(targets)) => {
                let message = format!("the value `{name}` is not set for the target `{target}`");
                let help = format!(
                    "add it to `[targets.{target}.values]`, or a default to `[values]`; now only {} {} it",
                    listed(targets.iter().map(String::as_str)),
                    if targets.len() == 1 { "has" } else { "have" }
                );
                self.report("config/missing-value", message, place, help);
                Err(())
            }
            None => {
                self.misspelt(name, place);
                Ok(None)
            }
        }
    }

    fn misspelt(&mut self, name: &str, place: &Range<usize>) {
        let known = || self.values.given.keys().map(String::as_str);
        if !is_name(name) || is_reserved(name) || nearest(name, known()).is_none() {
            return;
        }
        let message = format!("no value is called `{name}`{}", did_you_mean(name, known()));
        let help = format!("correct it, or write `$${{{name}}}` if it is meant for Keycloak");
        let at = span(self.source, place.clone());
        self.findings.push(Finding::warning("config/unknown-value", message).at(&at).help(help));
    }

    fn report(&mut self, code: &'static str, message: String, place: &Range<usize>, help: String) {
        let at = span(self.source, place.clone());
        self.findings.push(Finding::error(code, message).at(&at).help(help));
    }
}

/// How much the values may add to all files together, so that a small project does not fill the memory.
#[derive(Default)]
pub(super) struct Room(AtomicU64);

impl Room {
    /// Takes so many bytes of it; what is there no room for is told once, of all files.
    fn take(&self, bytes: u64) -> Result<(), ()> {
        let taken = self.0.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if taken > TEXT { Err(()) } else { Ok(()) }
    }

    /// What is wrong if there was too little.
    pub(super) fn overflow(&self, values: &Values) -> Option<Finding> {
        if self.0.load(Ordering::Relaxed) <= TEXT {
            return None;
        }
        let given = values.given.iter().filter_map(|(name, given)| match given {
            Given::Value(value) => Some((size(value), name)),
            Given::OnlyFor(_) => None,
        });
        let longest = given.max_by_key(|(size, _)| *size).map(|(_, name)| format!(" `{name}`")).unwrap_or_default();
        let message =
            format!("the values of the target `{}` add more than {} MiB to the files", values.target, TEXT >> 20);
        let help = format!("shorten the value{longest}, or use it in fewer places");
        Some(Finding::error("config/values-too-large", message).help(help))
    }
}

/// About how many bytes a value takes.
fn size(value: &Value) -> u64 {
    const SINGLE: u64 = 32;
    SINGLE
        + match value {
            Value::String(text) => text.value().len() as u64,
            Value::Array(list) => list.iter().map(size).sum(),
            _ => 0,
        }
}

/// The value without its place in `realmform.toml`.
fn unplaced(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(text.value().as_str()),
        Value::Integer(number) => Value::from(*number.value()),
        Value::Float(number) => Value::from(*number.value()),
        Value::Boolean(flag) => Value::from(*flag.value()),
        Value::Array(list) => Value::Array(list.iter().map(unplaced).collect()),
        Value::Datetime(_) | Value::InlineTable(_) => value.clone(),
    }
}

/// The name, where the text is nothing but `${name}`.
fn whole(text: &str) -> Option<&str> {
    text.strip_prefix("${")?.strip_suffix('}').filter(|name| is_name(name))
}

/// The names in a text, without those after `$${`.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("${").map(|(at, _)| at).filter(|at| !text[..*at].ends_with('$'));
    starts.filter_map(|at| text[at + 2..].split_once('}').map(|(name, _)| name))
}

/// How a value stands in a longer string.
fn in_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Float(number) => Some(number.value().to_string()),
        Value::Boolean(flag) => Some(flag.value().to_string()),
        Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_) => None,
    }
}
