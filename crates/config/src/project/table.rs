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
use realmform_kinds::kind::Kind;
use realmform_kinds::{self as kinds, representation};
use realmform_model::ownership::Ownership;
use realmform_model::words::{article, did_you_mean, listed};
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
    let blotted = secret::blotted(source, &reading.clear);
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
        .map(|kind| (kind.name().as_str(), *kind))
        .collect();
    let Some(kind) = names.get(entry.key) else {
        let suggestion = did_you_mean(entry.key, names.keys().copied());
        let message = format!("unknown kind `{}`{suggestion}", entry.key);
        let help = format!("the kinds with fields are {}", listed(names.keys().copied()));
        reading.findings.push(Finding::error("config/unknown-kind", message).at(&entry.key_span).help(help));
        return;
    };
    let Some(texts) = reading.keep(entry.texts()) else { return };
    let (refused, added): (BTreeSet<_>, BTreeSet<_>) = texts.into_iter().partition(|name| known(*kind, name).is_some());
    for message in refused.iter().filter_map(|name| known(*kind, name)) {
        let help =
            "remove it: `[fields]` is for fields that your Keycloak has and this version of realmform does not know";
        reading.findings.push(Finding::error("config/known-field", message).at(&entry.span).help(help));
    }
    fields.insert(kind.name(), added);
}

/// Why a field cannot be added: what it holds is not read and written as a field. A field of the kind itself is one that this
/// version has learnt.
fn known(kind: &dyn Kind, field: &str) -> Option<String> {
    let is_own = kind.fields().iter().any(|(name, _)| *name == field);
    let is_known = kind.apart().contains(&field)
        || representation::of_kind(kind).is_some_and(|class| representation::field(class, field).is_some());
    if is_own || !is_known {
        return None;
    }
    let what = match kind.left_alone(field) {
        Some(what) => format!("realmform does not manage {what}"),
        None => "it has tables of its own, or the server sets it".to_owned(),
    };
    Some(format!("`{field}` is no new field of {}: {what}", article(kind.name().as_str())))
}
