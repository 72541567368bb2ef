//! `complete = ["attributes"]`: the tables of an object that are declared in full.

use realmform_kinds::kind::{Kind, Shape};
use realmform_model::desired::COMPLETE;
use realmform_model::words::listed;
use realmform_model::{Declared, Finding, Path};

use super::entry::Entry;

/// The tables of the kind that can be declared in full.
pub(crate) fn tables(kind: &dyn Kind) -> Vec<Path> {
    let mut tables = Vec::new();
    for (field, shape) in kind.fields() {
        match shape {
            Shape::TextMap | Shape::TextsMap | Shape::TextMaps => tables.push(Path::of(&[field])),
            Shape::Fields(inner) => {
                let maps = inner.iter().filter(|(_, shape)| matches!(shape, Shape::TextMap | Shape::TextsMap));
                tables.extend(maps.map(|(key, _)| Path::of(&[field, key])));
            }
            _ => {}
        }
    }
    tables
}

/// Whether the kind has such a table.
pub(super) fn can_be(kind: &dyn Kind) -> bool {
    !tables(kind).is_empty()
}

/// Reads the list. Each entry is a table of the kind that is declared beside it.
pub(super) fn read(kind: &dyn Kind, entry: &Entry, declared: &mut Declared, findings: &mut Vec<Finding>) {
    let names: Option<Vec<&str>> =
        entry.item.as_array().and_then(|names| names.iter().map(|name| name.as_str()).collect());
    let Some(names) = names else {
        findings.push(entry.wrong_type(COMPLETE, "a list of strings"));
        return;
    };
    let known = tables(kind);
    for name in names {
        let Some(path) = known.iter().find(|path| path.to_string() == name) else {
            let message = format!("`{name}` in `{COMPLETE}` is not a table that can be declared in full");
            let tables: Vec<String> = known.iter().map(ToString::to_string).collect();
            let help = format!("choose from {}", listed(tables.iter().map(String::as_str)));
            findings.push(Finding::error("config/unknown-table", message).at(&entry.span).help(help));
            continue;
        };
        if path.get(&declared.body).is_none() && !declared.secrets.keys().any(|secret| secret.0.starts_with(&path.0)) {
            let message = format!("`{name}` is in `{COMPLETE}`, but not declared");
            let help = format!("declare `{name}`, `{name} = {{}}` for none, or remove it from `{COMPLETE}`");
            findings.push(Finding::error("config/contradiction", message).at(&entry.span).help(help));
            continue;
        }
        declared.complete.insert(path.clone());
    }
}
