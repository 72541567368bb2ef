//! The fields of one object: each is checked against its shape, and becomes JSON or a reference to a secret.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Number, Value as Json};
use toml_edit::{Item, Value};

use crate::load::entry::{BOOLEAN, Entry, JSON, by_value, entries, type_name, value_type_name, wrong_type};
use crate::load::{replaced, secret};
use realmform_kinds::kind::{Field, Kind, Shape};
use realmform_kinds::secret::is_secret_itself;
use realmform_model::{Address, Body, Declared, Finding, Path, Source};

/// Reads the fields of an object into what is declared of it.
pub(super) struct Fields<'a> {
    pub source: &'a Arc<Source>,
    pub kind: &'static dyn Kind,
    pub address: &'a Address,
    pub declared: &'a mut Declared,
    pub findings: &'a mut Vec<Finding>,
    pub clear: &'a mut Vec<Range<usize>>,
}

impl Fields<'_> {
    pub(super) fn read(&mut self, entry: &Entry, shape: Shape) {
        if let Some(value) = self.value(&Path::of(&[entry.key]), entry, shape) {
            self.declared.body.insert(entry.key.to_owned(), value);
        }
    }

    /// `None` for what is wrong, and for what is a secret.
    fn value(&mut self, path: &Path, entry: &Entry, shape: Shape) -> Option<Json> {
        self.declared.spans.insert(path.clone(), entry.span.clone());
        if is_secret_itself(self.kind, path) {
            match secret::reference(self.source, self.address, path, entry, self.clear) {
                Ok(reference) => drop(self.declared.secrets.insert(path.clone(), reference)),
                Err(findings) => findings.into_iter().for_each(|finding| self.report(finding)),
            }
            return None;
        }
        match shape {
            Shape::Text => match entry.item.as_str() {
                Some(text) => Some(text.into()),
                None => self.wrong(path, entry, "a string"),
            },
            Shape::Bool => match entry.item.as_bool() {
                Some(flag) => Some(flag.into()),
                None => self.wrong(path, entry, BOOLEAN),
            },
            Shape::Int => match entry.item.as_integer() {
                Some(number) => Some(number.into()),
                None => self.wrong(path, entry, "an integer"),
            },
            Shape::Texts => self.texts(path, entry, "a list of strings"),
            Shape::TextMap => self.table(path, entry, "a table of strings", Self::as_text),
            Shape::TextsMap => self
                .table(path, entry, "a table of lists of strings", |fields, path, inner| fields.as_texts(path, inner)),
            Shape::TextMaps => self.table(path, entry, "a table of tables of strings", |fields, path, inner| {
                fields.table(path, inner, "a table of strings", Self::as_text)
            }),
            Shape::Fields(known) => self.known(path, entry, known),
            Shape::Named(known) => {
                self.table(path, entry, "a table keyed by name", |fields, path, inner| fields.known(path, inner, known))
            }
            Shape::Any => self.any(path, entry),
        }
    }

    fn table(
        &mut self,
        path: &Path,
        entry: &Entry,
        wanted: &str,
        mut inner: impl FnMut(&mut Self, &Path, &Entry) -> Option<Json>,
    ) -> Option<Json> {
        let Some(table) = entry.item.as_table_like() else { return self.wrong(path, entry, wanted) };
        let mut body = Body::new();
        for found in entries(self.source, table) {
            let path = path.then(found.key);
            let value = if is_secret_itself(self.kind, &path) {
                self.value(&path, &found, Shape::Text)
            } else {
                self.declared.spans.insert(path.clone(), found.span.clone());
                inner(self, &path, &found)
            };
            if let Some(value) = value {
                body.insert(found.key.to_owned(), value);
            }
        }
        // Nothing but secrets inside is not the same as an empty table, which says that the field is to be empty.
        (!body.is_empty() || table.is_empty()).then_some(Json::Object(body))
    }

    fn known(&mut self, path: &Path, entry: &Entry, known: &'static [Field]) -> Option<Json> {
        self.table(path, entry, "a table", |fields, path, inner| {
            if let Some((_, shape)) = known.iter().find(|(name, _)| *name == inner.key) {
                return fields.value(path, inner, *shape);
            }
            let names: Vec<_> = known.iter().map(|(name, _)| *name).collect();
            let mut outer = path.clone();
            outer.0.pop();
            fields.report(inner.unknown(&format!("`{outer}`"), &names));
            None
        })
    }

    /// Keycloak takes numbers and booleans as texts here, and so do we.
    fn as_text(&mut self, path: &Path, entry: &Entry) -> Option<Json> {
        let text = match entry.item.as_value() {
            Some(Value::String(text)) => Some(text.value().clone()),
            Some(Value::Integer(number)) => Some(number.value().to_string()),
            Some(Value::Boolean(flag)) => Some(flag.value().to_string()),
            Some(Value::Float(number)) => Number::from_f64(*number.value()).map(|number| number.to_string()),
            _ => None,
        };
        match text {
            Some(text) => Some(text.into()),
            None if entry.item.is_table_like() => self.unquoted(path, entry, "a string"),
            None => self.wrong(path, entry, "a string"),
        }
    }

    fn as_texts(&mut self, path: &Path, entry: &Entry) -> Option<Json> {
        match entry.item.as_str() {
            Some(text) => {
                self.declared.spans.insert(path.then(text), entry.span.clone());
                Some(vec![text].into())
            }
            None if entry.item.is_table_like() => self.unquoted(path, entry, "a list of strings"),
            None => self.texts(path, entry, "a list of strings"),
        }
    }

    /// A table where a text should be is most often a key with dots that lacks its quotes.
    fn unquoted(&mut self, path: &Path, entry: &Entry, wanted: &str) -> Option<Json> {
        let mut table = entry.item.as_table_like()?;
        let mut key = entry.key.to_owned();
        while let Some((name, item)) = table.iter().next() {
            key = format!("{key}.{name}");
            match item.as_table_like() {
                Some(inner) => table = inner,
                None => break,
            }
        }
        let mut outer = path.clone();
        outer.0.pop();
        self.report(
            entry
                .wrong_type(&path.to_string(), wanted)
                .help(format!("quote a key that contains dots: `{}`", outer.then(key))),
        );
        None
    }

    /// A list of texts; each stands in the spans below its field, by its text.
    fn texts(&mut self, path: &Path, entry: &Entry, wanted: &str) -> Option<Json> {
        let Some(list) = entry.item.as_array() else { return self.wrong(path, entry, wanted) };
        let mut texts = Vec::new();
        for item in list {
            let at = entry.place(self.source, replaced::place(item));
            match item.as_str() {
                Some(text) => {
                    self.declared.spans.entry(path.then(text)).or_insert(at);
                    texts.push(Json::from(text));
                }
                None => {
                    let name = path.to_string();
                    let message = format!("`{name}` must be {wanted}, found {} in it", value_type_name(item));
                    let finding =
                        Finding::error("config/wrong-type", message).at(&at).help("put every element in quotes");
                    let of = entry.item.as_value().filter(|_| replaced::name(item).is_none());
                    self.report(by_value(finding, of.unwrap_or(item), "a string"));
                }
            }
        }
        Some(texts.into())
    }

    fn any(&mut self, path: &Path, entry: &Entry) -> Option<Json> {
        if entry.item.is_table_like() {
            return self.table(path, entry, "a table", |fields, path, inner| fields.value(path, inner, Shape::Any));
        }
        let mut wrong = Vec::new();
        let value = json(entry.item, &mut wrong);
        for (what, at) in wrong {
            let at = entry.place(self.source, at);
            self.report(wrong_type(&path.to_string(), what, JSON, &at));
        }
        value
    }

    fn wrong(&mut self, path: &Path, entry: &Entry, wanted: &str) -> Option<Json> {
        self.report(entry.wrong_type(&path.to_string(), wanted));
        None
    }

    fn report(&mut self, finding: Finding) {
        self.findings.push(finding.on(self.address));
    }
}

type Wrong = Vec<(&'static str, Option<Range<usize>>)>;

/// Lists and their contents, passed on unchanged; values that JSON cannot represent are reported in `wrong`.
pub(super) fn json(item: &Item, wrong: &mut Wrong) -> Option<Json> {
    if let Some(table) = item.as_table_like() {
        let fields = table.iter().filter_map(|(key, item)| Some((key.to_owned(), json(item, wrong)?)));
        return Some(Json::Object(fields.collect()));
    }
    match item {
        Item::Value(value) => json_value(value, wrong),
        Item::ArrayOfTables(tables) => {
            let items = tables.iter().filter_map(|table| json(&Item::Table(table.clone()), wrong));
            Some(Json::Array(items.collect()))
        }
        Item::None | Item::Table(_) => None,
    }
}

fn json_value(value: &Value, wrong: &mut Wrong) -> Option<Json> {
    let json = match value {
        Value::String(text) => Some(Json::from(text.value().as_str())),
        Value::Integer(number) => Some((*number.value()).into()),
        Value::Float(number) => Number::from_f64(*number.value()).map(Json::Number),
        Value::Boolean(flag) => Some((*flag.value()).into()),
        Value::Datetime(_) => None,
        Value::Array(list) => {
            return Some(Json::Array(list.iter().filter_map(|item| json_value(item, wrong)).collect()));
        }
        Value::InlineTable(_) => return self::json(&Item::Value(value.clone()), wrong),
    };
    if json.is_none() {
        wrong.push((type_name(&Item::Value(value.clone())), replaced::place(value)));
    }
    json
}
