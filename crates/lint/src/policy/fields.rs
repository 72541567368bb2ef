//! A table of a policy file: its fields by shape, and findings about them.

use std::ops::Range;
use std::sync::Arc;

use toml_edit::{Document, Item, Key, TableLike, Value};

use realmform_model::words::{listed, nearest};
use realmform_model::{Finding, Severity, Source, Span};

/// A table while it is read. Invalid fields are left out and reported.
pub(super) struct TableFields<'t> {
    pub table: &'t dyn TableLike,
    /// What it is, for people: `a reserved role or scope`.
    pub what: &'static str,
    source: &'t Arc<Source>,
    place: Option<Range<usize>>,
    findings: &'t mut Vec<Finding>,
}

/// Reads each table of a list: `[[name]]`.
pub(super) fn each<T>(
    document: &Document<String>,
    name: &'static str,
    what: &'static str,
    source: &Arc<Source>,
    findings: &mut Vec<Finding>,
    read: impl Fn(&mut TableFields) -> Option<T>,
) -> Vec<T> {
    let mut one = |table: &dyn TableLike, place| {
        let before = findings.len();
        let mut fields = TableFields { table, what, source, place, findings };
        let entry = read(&mut fields);
        // What was read in part would judge otherwise than it says.
        entry.filter(|_| findings.len() == before)
    };
    match document.get(name) {
        None => Vec::new(),
        Some(Item::ArrayOfTables(tables)) => tables.iter().filter_map(|table| one(table, table.span())).collect(),
        Some(Item::Value(Value::Array(tables))) if tables.iter().all(Value::is_inline_table) => {
            let tables = tables.iter().filter_map(|table| Some((table.as_inline_table()?, table.span())));
            tables.filter_map(|(table, place)| one(table, place)).collect()
        }
        Some(item) => {
            let span = Span::of(source, item.span().unwrap_or_default());
            let help = format!("write it as `[[{name}]]`");
            let message = format!("`{name}` must be a list of tables");
            findings.push(Finding::error("config/wrong-type", message).at(&span).help(help));
            Vec::new()
        }
    }
}

impl TableFields<'_> {
    /// Where the table stands.
    pub(super) fn span(&self) -> Span {
        Span::of(self.source, self.place.clone().unwrap_or_default())
    }

    /// Something is wrong with a key, or with the table itself.
    pub(super) fn report(
        &mut self,
        code: &str,
        key: Option<&str>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let place = key.and_then(|key| self.table.get(key)).and_then(Item::span);
        let span = Span::of(self.source, place.or_else(|| self.place.clone()).unwrap_or_default());
        self.findings.push(Finding::error(code, message).at(&span).help(help));
    }

    fn wrong_type(&mut self, key: &str, expected: &str) {
        self.report("config/wrong-type", Some(key), format!("`{key}` must be {expected}"), format!("write {expected}"));
    }

    /// Tells of keys that are none of these.
    pub(super) fn known(&mut self, keys: &[&str]) {
        let unknown: Vec<_> = self.table.iter().filter(|(key, _)| !keys.contains(key)).collect();
        for (key, _) in unknown {
            let help = match nearest(key, keys.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known fields: {}", listed(keys.iter().copied())),
            };
            let span = Span::of(self.source, self.table.key(key).and_then(Key::span).unwrap_or_default());
            let message = format!("unknown field `{key}` in {}", self.what);
            self.findings.push(Finding::error("config/unknown-key", message).at(&span).help(help));
        }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let item = self.table.get(key)?;
        let text = item.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(key, "a string");
        }
        text
    }

    pub(super) fn flag(&mut self, key: &str) -> bool {
        let Some(item) = self.table.get(key) else { return false };
        item.as_bool().unwrap_or_else(|| {
            self.wrong_type(key, "a boolean (true or false)");
            false
        })
    }

    /// A text or a list of texts; `None` where the key is not there.
    pub(super) fn texts(&mut self, key: &str) -> Option<Vec<String>> {
        let item = self.table.get(key)?;
        if let Some(text) = item.as_str() {
            return Some(vec![text.to_owned()]);
        }
        let list = item.as_array().map(|list| list.iter().map(|it| it.as_str().map(str::to_owned)));
        let texts = list.and_then(|list| list.collect::<Option<Vec<_>>>());
        if texts.is_none() {
            self.wrong_type(key, "a string or a list of strings");
        }
        texts
    }

    pub(super) fn severity(&mut self) -> Severity {
        let Some(item) = self.table.get("severity") else { return Severity::Error };
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        let found = all.into_iter().find(|severity| item.as_str() == Some(&severity.to_string()));
        if found.is_none() {
            self.wrong_type("severity", "\"error\", \"warning\" or \"info\"");
        }
        found.unwrap_or(Severity::Error)
    }
}
