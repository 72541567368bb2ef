//! `[tables.NAME]`: tables of a database, and the rows that are declared of them, here or in a CSV file beside.

use std::collections::BTreeMap;
use std::path::{Component, Path as FilePath, PathBuf};
use std::sync::Arc;

use toml_edit::{Item, TableLike, Value};

use super::entry::{Entry, entries, span, type_name, value_type_name, wrong_type};
use realmform_kinds::secret::is_called;
use realmform_model::rows::{Cell, RowMode, RowReference, RowTable, RowTarget, Rows, TableName, TooLarge};
use realmform_model::words::listed;
use realmform_model::{Finding, Source, Span};

mod csv;
mod large;
mod lay;

use large::too_large;
pub(super) use lay::lay;

/// The word that opens a table's declaration.
pub const WORD: &str = "tables";
/// What a table may have.
pub const KEYS: &[&str] = &["table", "key", "mode", "csv", "null", "references", "rows"];
const REFERENCE_KEYS: &[&str] = &["column", "table", "lookup"];

/// Files of rows, by their path in the project.
pub type Csvs = BTreeMap<PathBuf, Arc<Source>>;

/// Reads all tables of a file.
pub(super) fn read(source: &Arc<Source>, entry: &Entry, csvs: &Csvs, findings: &mut Vec<Finding>) -> Vec<RowTable> {
    let Ok(tables) = entry.table() else {
        findings.push(entry.wrong_type(WORD, "a table"));
        return Vec::new();
    };
    let mut read = Vec::new();
    for inner in entries(source, tables) {
        let draft = Draft { source, csvs, name: inner.key, findings };
        read.extend(draft.table(&inner));
    }
    read
}

struct Draft<'a> {
    source: &'a Arc<Source>,
    csvs: &'a Csvs,
    name: &'a str,
    findings: &'a mut Vec<Finding>,
}

/// What a row is in the file.
struct Row<'a> {
    /// The key of the table, where the row stands under one.
    key: Option<&'a str>,
    fields: &'a dyn TableLike,
    span: Span,
}

impl Draft<'_> {
    fn keep<T>(&mut self, read: Result<T, Box<Finding>>) -> Option<T> {
        read.map_err(|finding| self.findings.push(*finding)).ok()
    }

    fn table(mut self, entry: &Entry) -> Option<RowTable> {
        let Some(fields) = entry.item.as_table_like() else {
            self.findings.push(entry.wrong_type(entry.key, "a table"));
            return None;
        };
        let mut name = TableName { schema: None, table: self.name.to_owned() };
        let (mut key, mut mode, mut null) = (None, RowMode::default(), None);
        let (mut references, mut rows, mut csv) = (BTreeMap::new(), None, None);
        let known = self.findings.len();
        for field in entries(self.source, fields) {
            match field.key {
                "table" => name = self.table_name(&field).unwrap_or(name),
                "key" => key = self.key(&field),
                "mode" => mode = self.mode(&field).unwrap_or_default(),
                "null" => null = self.keep(field.text()),
                "csv" => csv = Some(field),
                "references" => references = self.references(&field),
                "rows" => rows = Some(field),
                _ => {
                    let place = format!("`tables.{}`", self.name);
                    self.findings.push(field.unknown(&place, KEYS));
                }
            }
        }
        if self.name.is_empty() {
            let message = "the name of a table must not be empty";
            let finding = Finding::error("config/empty-name", message).at(&entry.key_span);
            self.findings.push(finding.help("write the name that rows of it are addressed by"));
        }
        let Some((key, key_span)) = key else {
            if self.findings.len() == known {
                let message = format!("`key` is missing in `tables.{}`", self.name);
                let finding = Finding::error("table/missing-key", message).at(&entry.key_span);
                self.findings.push(
                    finding.help(
                        "add `key = \"code\"` with the column, or a list of the columns, that tells the rows apart",
                    ),
                );
            }
            return None;
        };
        let null = null.as_deref();
        let here = self.listed(rows.as_ref(), &key);
        let mut columns = Vec::new();
        if let [only] = &key[..]
            && here.iter().any(|row| row.key.is_some())
        {
            columns.push(only.clone());
        }
        let mut add = |name: &str| {
            if !columns.iter().any(|known| known == name) {
                columns.push(name.to_owned());
            }
        };
        here.iter().flat_map(|row| row.fields.iter()).for_each(|(name, _)| add(name));
        let file = csv.as_ref().and_then(|field| self.csv(field));
        let in_file = file.as_ref().map(|(source, at)| csv::Records::of(source, at));
        let in_file = in_file.and_then(|records| self.keep(records));
        in_file.iter().flat_map(|records| &records.columns).for_each(|name| add(name));
        let secrets: Vec<&String> = columns.iter().filter(|column| is_called(column)).collect();
        if !secrets.is_empty() {
            for column in secrets {
                let message =
                    format!("rows of `tables.{}` have a column `{column}`, which is called like a secret", self.name);
                let finding = Finding::error("config/secret-in-clear", message).at(&entry.key_span);
                self.findings.push(
                    finding
                        .help("leave it out, and change the secret if it is one: files and plans show what rows have"),
                );
            }
            return None;
        }
        let mut all = Rows::new(columns);
        if let Some(records) = in_file {
            let read = records.read(&mut all, null.unwrap_or_default());
            self.keep(read);
        }
        for row in here {
            self.row(&mut all, row, &key, null);
        }
        self.check_keys(&all, &key, &key_span);
        Some(RowTable {
            name: self.name.to_owned(),
            table: name,
            key,
            mode,
            references,
            rows: Arc::new(all),
            span: entry.key_span.clone(),
            key_span,
        })
    }

    fn table_name(&mut self, field: &Entry) -> Option<TableName> {
        let text = self.keep(field.text())?;
        let name = TableName::parse(&text);
        if name.is_none() {
            let finding = Finding::error("table/name", format!("`{text}` is not the name of a table")).at(&field.span);
            self.findings
                .push(finding.help("write it as `table` or `schema.table`; put odd names in double quotes, as in SQL"));
        }
        name
    }

    fn key(&mut self, field: &Entry) -> Option<(Vec<String>, Span)> {
        let names = match field.item.as_str() {
            Some(name) => vec![name.to_owned()],
            None => match field.texts() {
                Ok(names) => names,
                Err(_) => {
                    self.findings.push(field.wrong_type("key", "a string or a list of strings"));
                    return None;
                }
            },
        };
        let is_twice = |at: usize| names[..at].contains(&names[at]);
        if names.is_empty() || names.iter().any(String::is_empty) || (0..names.len()).any(is_twice) {
            let finding = Finding::error("table/key", "`key` must name one or more different columns").at(&field.span);
            self.findings.push(finding.help("write the columns that tell the rows apart, such as `key = \"code\"`"));
            return None;
        }
        Some((names, field.span.clone()))
    }

    fn mode(&mut self, field: &Entry) -> Option<RowMode> {
        let text = self.keep(field.text())?;
        let mode = RowMode::named(&text);
        if mode.is_none() {
            let words = RowMode::ALL.iter().map(|(word, _)| *word);
            let finding = Finding::error("table/mode", format!("unknown mode `{text}`")).at(&field.span);
            self.findings.push(finding.help(format!("write one of {}", listed(words))));
        }
        mode
    }

    fn references(&mut self, field: &Entry) -> BTreeMap<String, RowReference> {
        let mut references = BTreeMap::new();
        let Some(table) = self.keep(field.table()) else { return references };
        for inner in entries(self.source, table) {
            let Some(keys) = self.keep(inner.table()) else { continue };
            let (mut column, mut to) = (None, Vec::new());
            for key in entries(self.source, keys) {
                let text = match REFERENCE_KEYS.contains(&key.key) {
                    true => self.keep(key.text()),
                    false => {
                        self.findings.push(key.unknown(&format!("the reference `{}`", inner.key), REFERENCE_KEYS));
                        continue;
                    }
                };
                match (key.key, text) {
                    ("column", text) => column = text,
                    ("table", Some(text)) => to.push(RowTarget::Table(text)),
                    ("lookup", Some(text)) => to.push(RowTarget::Lookup(text)),
                    _ => {}
                }
            }
            let [to] = &to[..] else {
                let message = format!("the reference `{}` must name what it refers to", inner.key);
                let finding = Finding::error("table/reference", message).at(&inner.key_span);
                self.findings.push(
                    finding.help("write `{ column = \"country_id\", table = \"country\" }`, or `lookup = \"TYPE\"`"),
                );
                continue;
            };
            // Without a column, the reference has the name of its column.
            let column = column.unwrap_or_else(|| inner.key.to_owned());
            let reference = RowReference { column, to: to.clone(), span: inner.key_span.clone() };
            references.insert(inner.key.to_owned(), reference);
        }
        references
    }

    /// The rows that stand in the file itself.
    fn listed<'t>(&mut self, field: Option<&'t Entry>, key: &[String]) -> Vec<Row<'t>> {
        let Some(field) = field else { return Vec::new() };
        match field.item {
            Item::ArrayOfTables(tables) => tables
                .iter()
                .map(|table| {
                    let at = span(self.source, table.span().unwrap_or_default());
                    Row { key: None, fields: table, span: at }
                })
                .collect(),
            Item::Value(Value::Array(list)) => {
                let mut rows = Vec::new();
                for item in list {
                    let at = span(self.source, item.span().unwrap_or_default());
                    match item.as_inline_table() {
                        Some(fields) => rows.push(Row { key: None, fields, span: at }),
                        None => self.findings.push(wrong_type("rows", value_type_name(item), "a list of tables", &at)),
                    }
                }
                rows
            }
            item => {
                let Some(table) = item.as_table_like() else {
                    self.findings.push(field.wrong_type("rows", "a table, or a list of tables"));
                    return Vec::new();
                };
                if key.len() != 1 {
                    let message = "rows with a key of several columns must be a list";
                    let finding = Finding::error("table/rows", message).at(&field.key_span);
                    self.findings.push(finding.help("write `rows = [{ … }, { … }]`, each with all columns of the key"));
                    return Vec::new();
                }
                let mut rows = Vec::new();
                for (name, item) in table.iter() {
                    let at = table.key(name).and_then(toml_edit::Key::span).unwrap_or_default();
                    let at = span(self.source, at);
                    match item.as_table_like() {
                        Some(fields) => rows.push(Row { key: Some(name), fields, span: at }),
                        None => self.findings.push(wrong_type(name, type_name(item), "a table", &at)),
                    }
                }
                rows
            }
        }
    }

    fn row(&mut self, all: &mut Rows, row: Row, key: &[String], null: Option<&str>) {
        let mut texts = Vec::with_capacity(all.columns.len());
        for column in &all.columns {
            let text = match row.fields.get(column) {
                Some(_) if row.key.is_some() && key.contains(column) => {
                    let message = format!("`{column}` is the key of the table and must not be repeated in the row");
                    let finding = Finding::error("table/rows", message).at(&row.span);
                    self.findings.push(finding.help("remove it: the name of the row's table is its value"));
                    None
                }
                Some(item) if is_reference(item) => {
                    let message = format!("`{column}` refers to a secret, and rows hold none");
                    let finding = Finding::error("table/value", message).at(&row.span);
                    self.findings.push(finding.help("leave it out, or write JSON as a text"));
                    None
                }
                Some(item) => match text(item) {
                    Some(text) => Some(text),
                    None => {
                        let finding =
                            wrong_type(column, type_name(item), "a value that a column or JSON can hold", &row.span);
                        self.findings.push(finding);
                        None
                    }
                },
                None if key.contains(column) => row.key.map(str::to_owned),
                None => None,
            };
            texts.push(text);
        }
        let cells = texts.iter().map(|text| match text.as_deref() {
            None => Cell::Absent,
            Some(text) if Some(text) == null => Cell::Null,
            Some(text) => Cell::Text(text),
        });
        let pushed = all.push(cells, &row.span.source, row.span.offset, row.span.length);
        self.keep(pushed.map_err(|TooLarge| Box::new(too_large(&row.span))));
    }

    /// The file of rows that the table names.
    fn csv(&mut self, field: &Entry) -> Option<(Arc<Source>, Span)> {
        let name = self.keep(field.text())?;
        let beside = self.source.path.parent().unwrap_or(FilePath::new("")).join(&name);
        let plain = FilePath::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
        let found = plain.then(|| self.csvs.get(&beside)).flatten();
        if found.is_none() {
            let (message, help) = if !plain || !name.ends_with(".csv") {
                let help = "name a file that ends in `.csv`, in the folder of this file or below it";
                (format!("`{name}` is not a file of rows"), help.to_owned())
            } else {
                (format!("could not find `{}`", beside.display()), "create it, or fix the name".to_owned())
            };
            self.findings.push(Finding::error("table/csv", message).at(&field.span).help(help));
        }
        found.map(|source| (Arc::clone(source), field.span.clone()))
    }

    /// Each row has all of its key.
    fn check_keys(&mut self, rows: &Rows, key: &[String], key_span: &Span) {
        if rows.is_empty() {
            return;
        }
        let mut places = Vec::new();
        for name in key {
            match rows.columns.iter().position(|column| column == name) {
                Some(place) => places.push((name, place)),
                None => {
                    let message = format!("no row has the key's column `{name}`");
                    let finding = Finding::error("table/key", message).at(key_span);
                    self.findings.push(finding.help("give it to each row, or fix `key`"));
                }
            }
        }
        for row in 0..rows.len() {
            for (name, place) in &places {
                if rows.cell(row, *place).text().is_none() {
                    let message =
                        format!("a row of `tables.{}` has no value for `{name}`, which is part of the key", self.name);
                    let finding = Finding::error("table/key", message).at(&rows.span(row));
                    self.findings.push(finding.help(format!("give the row a `{name}`")));
                }
            }
        }
    }
}

/// Whether it is what refers to a secret elsewhere.
fn is_reference(item: &Item) -> bool {
    let keys: Vec<&str> = item.as_table_like().into_iter().flat_map(TableLike::iter).map(|(key, _)| key).collect();
    matches!(keys[..], ["env" | "file" | "command" | "generate"])
}

/// The value as text, as a database reads it; `None` for what has none.
fn text(item: &Item) -> Option<String> {
    let value = item.as_value().cloned().or_else(|| item.clone().into_value().ok())?;
    Some(match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(number) => number.value().to_string(),
        Value::Float(number) if number.value().is_finite() => number.display_repr().trim_start_matches('+').to_owned(),
        Value::Float(_) => return None,
        Value::Boolean(flag) => flag.value().to_string(),
        Value::Datetime(time) => time.value().to_string(),
        Value::Array(_) | Value::InlineTable(_) => {
            let mut wrong = Vec::new();
            let json = super::field::json(&Item::Value(value), &mut wrong)?;
            wrong.is_empty().then(|| json.to_string())?
        }
    })
}
