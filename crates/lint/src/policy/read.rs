//! Policy files: from TOML to policies, and findings about the files themselves. One module per section.

use std::sync::Arc;

use reader::PolicyReader;
use toml_edit::{Document, Item, TableLike, Value};

use crate::policy::{COUNTRIES, Policies, require, reserved};
use realmform_config::load::hidden;
use realmform_model::{Finding, Source};

pub use reader::WordFiles;
pub(super) use reader::nearest;

mod code;
mod levels;
mod naming;
mod parts;
mod reader;
mod vocabularies;
mod waive;

/// The keys of a section's tables; of sections that have keys of their own.
pub fn keys(section: &str) -> &'static [&'static str] {
    match section {
        "naming" => naming::KEYS,
        "waive" => waive::KEYS,
        "reserved" => reserved::KEYS,
        "require" => require::KEYS,
        _ => &[],
    }
}

/// What a policy file may have at its top.
pub const SECTIONS: &[&str] = &["vocabularies", "naming", "reserved", "require", "waive", "levels"];

/// Reads policy files; `files` gives the texts of the word files that they name. Invalid parts are left out and
/// reported.
pub fn parse(sources: Vec<Arc<Source>>, files: WordFiles) -> (Policies, Vec<Finding>) {
    let mut reader = PolicyReader::new(files);
    let countries = rust_iso3166::ALL_ALPHA2.iter().map(|code| code.to_lowercase()).collect();
    reader.policies.vocabularies.insert(COUNTRIES.to_owned(), countries);
    let mut documents = Vec::new();
    for source in sources {
        match Document::parse(source.text.clone()) {
            Ok(document) => {
                hidden::hide(&source, Some(document.as_table()));
                documents.push((source, document));
            }
            Err(error) => {
                hidden::hide(&source, None);
                reader.source = source;
                reader.report("config/syntax", error.span(), error.message(), "fix the syntax");
            }
        }
    }
    // Vocabularies first: a rule may use one of another file.
    for (source, document) in &documents {
        reader.source = Arc::clone(source);
        reader.known(document.as_table(), SECTIONS, "a policy file");
        if let Some(item) = document.get("vocabularies") {
            reader.vocabularies(item);
        }
    }
    for (source, document) in &documents {
        reader.source = Arc::clone(source);
        for rule in reader.tables(document, "naming", "a naming rule") {
            reader.rule(rule.table, rule.place);
        }
        for waiver in reader.tables(document, "waive", "a waiver") {
            reader.waiver(waiver.table, waiver.place);
        }
        if let Some(item) = document.get("levels") {
            reader.levels(item);
        }
        let PolicyReader { policies, findings, .. } = &mut reader;
        policies.reserved.extend(reserved::read(document, source, findings));
        policies.require.extend(require::read(document, &policies.vocabularies, source, findings));
    }
    (reader.policies, reader.findings)
}

/// One table of a list of them.
struct PolicyTable<'d> {
    table: &'d dyn TableLike,
    place: Option<std::ops::Range<usize>>,
}

impl PolicyReader<'_> {
    /// The tables of a section that is a list of them: `[[naming]]`.
    fn tables<'d>(&mut self, document: &'d Document<String>, section: &str, what: &str) -> Vec<PolicyTable<'d>> {
        let expected = format!("`[[{section}]]`");
        let mut tables = Vec::new();
        match document.get(section) {
            Some(Item::ArrayOfTables(list)) => {
                tables.extend(list.iter().map(|table| PolicyTable { table, place: table.span() }));
            }
            Some(Item::Value(Value::Array(list))) => {
                for value in list {
                    match value.as_inline_table() {
                        Some(table) => tables.push(PolicyTable { table, place: value.span() }),
                        None => self.wrong_type(value.span(), what, &format!("a table: {expected}")),
                    }
                }
            }
            Some(item) => {
                self.wrong_type(item.span(), &format!("`{section}`"), &format!("a list of tables: {expected}"))
            }
            None => {}
        }
        tables
    }
}

#[cfg(test)]
mod tests;
