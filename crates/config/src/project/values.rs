//! `[values]`, and the values of one target.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::Value;

use super::reading::Reading;
use crate::load::entry::{Entry, type_name};
use crate::load::secret;
use crate::load::values::{Given, Values, is_name, is_reserved, names};
use realmform_kinds::secret::is_called;
use realmform_model::{Finding, Span};

/// Values by name, with their places.
pub(super) type Table = BTreeMap<String, (Value, Span)>;

/// Reads a table of values.
pub(super) fn read(reading: &mut Reading, entry: &Entry) -> Table {
    let mut table = Table::new();
    for field in reading.inside(entry) {
        let name = field.key;
        if is_called(name) {
            reading.clear.extend(secret::places(field.item));
            let message = format!("the value `{name}` looks like a secret, and must not be written in clear text");
            let help = "declare the secret where it is needed, as a reference such as `{ env = \"NAME\" }`, and change \
                        it: it has been exposed; another kind of value needs another name";
            reading.findings.push(Finding::error("config/secret-in-clear", message).at(&field.key_span).help(help));
            continue;
        }
        let wrong = if !is_name(name) {
            Some(("letters, digits, `_` and `-` make a name, and a letter or `_` begins it", "rename it"))
        } else if is_reserved(name) {
            Some(("Keycloak or realmform has a `${…}` of this name", "choose another name, such as one with a prefix"))
        } else {
            None
        };
        if let Some((why, help)) = wrong {
            let finding = Finding::error("config/value-name", format!("a value cannot be called `{name}`: {why}"));
            reading.findings.push(finding.at(&field.key_span).help(help));
            continue;
        }
        match field.item.as_value().filter(|value| is_value(value)) {
            Some(value) => drop(table.insert(name.to_owned(), (value.clone(), field.span.clone()))),
            None => {
                let message = format!(
                    "the value `{name}` must be a string, a number, a boolean or a list of those, found {}",
                    type_name(field.item)
                );
                let finding = Finding::error("config/wrong-type", message).at(&field.span);
                reading.findings.push(finding.help("give each part a value of its own"));
            }
        }
    }
    table
}

fn is_value(value: &Value) -> bool {
    let is_single = |value: &Value| match value {
        Value::String(_) | Value::Integer(_) | Value::Boolean(_) => true,
        Value::Float(number) => number.value().is_finite(),
        _ => false,
    };
    is_single(value) || value.as_array().is_some_and(|list| list.iter().all(is_single))
}

/// Reports values that refer to values: they are taken as they are.
pub(super) fn check<'t>(reading: &mut Reading, tables: impl Iterator<Item = &'t Table> + Clone) {
    let declared: BTreeSet<&str> = tables.clone().flat_map(|table| table.keys()).map(String::as_str).collect();
    for (name, (value, at)) in tables.flatten() {
        let texts = value.as_str().into_iter().chain(value.as_array().into_iter().flatten().filter_map(Value::as_str));
        for other in texts.flat_map(names).filter(|other| declared.contains(other)) {
            let message = format!("the value `{name}` refers to the value `{other}`, and values are taken as they are");
            let finding = Finding::error("config/value-in-value", message).at(at);
            reading
                .findings
                .push(finding.help("write the whole text here, or put the values together where they are used"));
        }
    }
}

/// What a target has for each name that is declared anywhere.
pub(super) fn of(target: &str, defaults: &Table, targets: &BTreeMap<String, Table>) -> Values {
    let mut given: BTreeMap<String, Given> = BTreeMap::new();
    for (of, table) in targets {
        for name in table.keys() {
            match given.entry(name.clone()).or_insert_with(|| Given::OnlyFor(Vec::new())) {
                Given::OnlyFor(others) => others.push(of.clone()),
                Given::Value(_) => {}
            }
        }
    }
    let own = targets.get(target).into_iter().flatten();
    let set = defaults.iter().chain(own).map(|(name, (value, _))| (name.clone(), Given::Value(value.clone())));
    given.extend(set);
    Values { target: target.to_owned(), given }
}
