//! One key of a TOML table with its value and its place, and the words for what a value is.

use std::ops::Range;
use std::sync::Arc;

use toml_edit::{Item, Key, TableLike, Value};

use super::replaced;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Finding, Source, Span};

/// One key of a table with its value, and where both stand.
pub struct Entry<'a> {
    /// The key, without quotes.
    pub key: &'a str,
    /// The value.
    pub item: &'a Item,
    /// The key alone.
    pub key_span: Span,
    /// Key and value where they stand on one line, else the key.
    pub span: Span,
}

/// A place in the file.
pub fn span(source: &Arc<Source>, at: Range<usize>) -> Span {
    Span { source: source.clone(), offset: at.start, length: at.len() }
}

/// The entries of a table, in the order of the file.
pub fn entries<'a>(source: &Arc<Source>, table: &'a dyn TableLike) -> Vec<Entry<'a>> {
    let entries = table.iter().map(|(key, item)| {
        let at = table.key(key).and_then(Key::span).or_else(|| item.span()).unwrap_or_default();
        let end = item.as_value().and_then(replaced::place).map_or(at.end, |value| value.end);
        let whole = at.start..end.max(at.end);
        let one_line = source.text.get(whole.clone()).is_some_and(|text| !text.contains('\n'));
        let whole = if one_line { whole } else { at.clone() };
        Entry { key, item, key_span: span(source, at), span: span(source, whole) }
    });
    entries.collect()
}

impl Entry<'_> {
    /// The text, or what is wrong with it.
    pub fn text(&self) -> Result<String, Box<Finding>> {
        self.item.as_str().map(str::to_owned).ok_or_else(|| Box::new(self.wrong_type(self.key, "a string")))
    }

    /// The table, or what is wrong with it.
    pub fn table(&self) -> Result<&dyn TableLike, Box<Finding>> {
        self.item.as_table_like().ok_or_else(|| Box::new(self.wrong_type(self.key, "a table")))
    }

    /// A list of texts, or what is wrong with it.
    pub fn texts(&self) -> Result<Vec<String>, Box<Finding>> {
        let texts =
            self.item.as_array().and_then(|list| list.iter().map(|item| item.as_str().map(str::to_owned)).collect());
        texts.ok_or_else(|| Box::new(self.wrong_type(self.key, "a list of strings")))
    }

    /// Whether it is a table that has the key.
    pub fn has(&self, key: &str) -> bool {
        self.item.as_table_like().is_some_and(|table| table.contains_key(key))
    }

    /// The place of something in the entry; the entry's own where that is not known.
    pub(crate) fn place(&self, source: &Arc<Source>, inner: Option<Range<usize>>) -> Span {
        inner.map_or_else(|| self.span.clone(), |inner| span(source, inner))
    }

    /// A finding: the entry's value has another type than `wanted`.
    pub fn wrong_type(&self, name: &str, wanted: &str) -> Finding {
        let finding = wrong_type(name, type_name(self.item), wanted, &self.span);
        match self.item.as_value() {
            Some(value) => by_value(finding, value, wanted),
            None => finding,
        }
    }

    /// A key that is none of the known ones.
    pub fn unknown(&self, place: &str, known: &[&str]) -> Finding {
        let suggestion = did_you_mean(self.key, known.iter().copied());
        Finding::error("config/unknown-key", format!("unknown field `{}` in {place}{suggestion}", self.key))
            .at(&self.key_span)
            .help(format!("known fields: {}", listed(known.iter().copied())))
    }
}

/// What a flag must be, in words.
pub(crate) const BOOLEAN: &str = "a boolean (true or false)";
/// What a free value must be, in words.
pub const JSON: &str = "a value that JSON can represent";

/// A finding: the value of `name` has another type than `wanted`.
pub fn wrong_type(name: &str, found: &str, wanted: &str, at: &Span) -> Finding {
    let finding = Finding::error("config/wrong-type", format!("`{name}` must be {wanted}, found {found}")).at(at);
    match (found, wanted) {
        ("a string", BOOLEAN | "an integer") => finding.help("remove the quotes"),
        ("a list of tables", "a table") => finding.help("write one table per object, with its name in the header"),
        (_, JSON) => finding.help("put it in quotes, or write a number instead"),
        (_, "a table") => finding.help("write `{ … }`, or a table with its own header"),
        (_, "a list of strings") => finding.help("put it in brackets and quotes: `[\"…\"]`"),
        (_, "a string") if !found.contains("table") && !found.contains("list") => finding.help("put it in quotes"),
        _ => finding.help(format!("write {wanted}, or remove the field: absent fields are not managed")),
    }
}

/// The same of a value that stands for a `${name}`: it is wrong where it is set.
pub(crate) fn by_value(mut finding: Finding, value: &Value, wanted: &str) -> Finding {
    let Some(name) = replaced::name(value) else { return finding };
    finding.message.push_str(&format!(" from the value `{name}`"));
    finding.help(format!("set the value `{name}` to {wanted}, or write another one here"))
}

/// What TOML calls the item's type, with its article.
pub fn type_name(item: &Item) -> &'static str {
    match item {
        Item::None => "nothing",
        Item::Value(value) => value_type_name(value),
        Item::Table(_) => "a table",
        Item::ArrayOfTables(_) => "a list of tables",
    }
}

/// What TOML calls the value's type, with its article.
pub(crate) fn value_type_name(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a string",
        Value::Integer(_) => "an integer",
        Value::Float(number) if number.value().is_nan() => "NaN",
        Value::Float(number) if number.value().is_infinite() => "infinity",
        Value::Float(_) => "a float",
        Value::Boolean(flag) => {
            if *flag.value() {
                "`true`"
            } else {
                "`false`"
            }
        }
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}
