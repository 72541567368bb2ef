//! The tables of `realmform.toml`, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml_edit::TableLike;

use super::names::{FILE, KEYS, LIVE};
use super::reading::Reading;
use super::{target, values};
use crate::load::entry::{Entry, entries};
use crate::load::{ExtraFields, secret};
use crate::ownership;
use realmform_kinds as kinds;
use realmform_model::ownership::Ownership;
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Finding, Source, Span, TargetConfig};

/// What the tables say.
#[derive(Default)]
pub(super) struct Table {
    pub targets: BTreeMap<String, TargetConfig>,
    pub unusable: BTreeSet<String>,
    pub values: values::Table,
    pub target_values: BTreeMap<String, values::Table>,
    pub fields: ExtraFields,
    pub default_target: Option<String>,
    pub ownership: Ownership,
}

/// Reads them; secrets in clear are starred in what is shown of the file.
pub(super) fn read(source: &Arc<Source>, root: &dyn TableLike) -> (Table, Vec<Finding>) {
    let (table, reading) = read_once(source, root);
    if reading.clear.is_empty() {
        return (table, reading.findings);
    }
    let blotted = Arc::new(secret::blotted(source, &reading.clear));
    let (table, reading) = read_once(&blotted, root);
    (table, reading.findings)
}

fn read_once<'s>(source: &'s Arc<Source>, root: &dyn TableLike) -> (Table, Reading<'s>) {
    let (mut table, mut reading) = (Table::default(), Reading::of(source));
    let mut default_span = Span::default();
    for entry in entries(source, root) {
        match entry.key {
            "schema" => {}
            "default_target" => {
                default_span = entry.span.clone();
                table.default_target = reading.keep(entry.text());
            }
            "targets" => {
                for inner in reading.inside(&entry) {
                    let target::Read { target, values, is_usable } = target::read(&mut reading, &inner);
                    table.targets.extend(target.map(|target| (inner.key.to_owned(), target)));
                    table.target_values.insert(inner.key.to_owned(), values);
                    table.unusable.extend((!is_usable).then(|| inner.key.to_owned()));
                }
            }
            "values" => table.values = values::read(&mut reading, &entry),
            "ownership" => table.ownership = ownership::read(source, &entry, &mut reading.findings),
            "fields" => {
                for kind in reading.inside(&entry) {
                    extra_fields(&mut reading, &kind, &mut table.fields);
                }
            }
            _ => reading.findings.push(entry.unknown(FILE, KEYS)),
        }
    }
    values::check(&mut reading, std::iter::once(&table.values).chain(table.target_values.values()));
    if let Some(name) = &table.default_target
        && name != LIVE
        && !table.targets.contains_key(name)
    {
        let known = || table.targets.keys().map(String::as_str).chain([LIVE]);
        let message = format!("`default_target` names the unknown target `{name}`{}", did_you_mean(name, known()));
        let help = format!("set it to one of {}", listed(known()));
        reading.findings.push(Finding::error("config/unknown-target", message).at(&default_span).help(help));
    }
    (table, reading)
}

fn extra_fields(reading: &mut Reading, entry: &Entry, fields: &mut ExtraFields) {
    let names: BTreeMap<_, _> = kinds::ALL
        .iter()
        .filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()))
        .map(|kind| (kind.name().as_str(), kind.name()))
        .collect();
    let Some(kind) = names.get(entry.key) else {
        let suggestion = did_you_mean(entry.key, names.keys().copied());
        let message = format!("unknown kind `{}`{suggestion}", entry.key);
        let help = format!("the kinds with fields are {}", listed(names.keys().copied()));
        reading.findings.push(Finding::error("config/unknown-kind", message).at(&entry.key_span).help(help));
        return;
    };
    if let Some(texts) = reading.keep(entry.texts()) {
        fields.insert(*kind, texts.into_iter().collect::<BTreeSet<_>>());
    }
}
