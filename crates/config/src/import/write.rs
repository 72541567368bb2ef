//! Objects written as TOML.

use std::collections::BTreeMap;

use serde_json::Value;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml};

use super::piece::{Files, Piece};
use realmform_kinds::kind::{Kind, Place};
use realmform_model::{Body, Side};

/// The files that declare these objects.
pub(super) fn files<'a>(pieces: impl IntoIterator<Item = &'a Piece>) -> Files {
    let mut documents: BTreeMap<String, DocumentMut> = BTreeMap::new();
    for piece in pieces {
        let document = documents.entry(file_of(piece.kind, piece.place)).or_default();
        declare(document, piece.place, &piece.names, &piece.fields);
    }
    documents.into_iter().map(|(path, document)| (path, document.to_string())).collect()
}

/// The file of all that stands below one table, in the folder of its side: `realm/client-scopes.toml`.
fn file_of(kind: &dyn Kind, place: &Place) -> String {
    let folder = match kind.name().side() {
        Side::Realm => "realm",
        Side::Database => "lookups",
    };
    let mut file = String::new();
    for character in place.toml.first().copied().unwrap_or_default().chars() {
        if character.is_uppercase() {
            file.push('-');
        }
        file.extend(character.to_lowercase());
    }
    format!("{folder}/{file}.toml")
}

fn declare(document: &mut DocumentMut, place: &Place, names: &[String], fields: &Body) {
    let mut names = names.iter();
    let mut table = document.as_table_mut();
    for key in place.toml {
        let key = if *key == "*" { names.next().map_or("", String::as_str) } else { key };
        let entry = table.entry(key).or_insert_with(|| {
            let mut way = Table::new();
            way.set_implicit(true);
            Item::Table(way)
        });
        let Item::Table(next) = entry else { return };
        table = next;
    }
    table.set_implicit(false);
    for (key, value) in fields {
        if let Some(item) = item(value) {
            table.insert(key, item);
        }
    }
}

/// Tables of values become dotted keys, which read best.
fn item(value: &Value) -> Option<Item> {
    match value {
        Value::Object(entries) => {
            let mut table = Table::new();
            table.set_dotted(true);
            for (key, value) in entries {
                if let Some(item) = item(value) {
                    table.insert(key, item);
                }
            }
            (!table.is_empty()).then_some(Item::Table(table))
        }
        other => Some(Item::Value(toml(other)?)),
    }
}

/// A value within a line; `null` is absent in TOML.
fn toml(value: &Value) -> Option<Toml> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(flag) => Toml::from(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(integer) => Toml::from(integer),
            None => Toml::from(number.as_f64()?),
        },
        Value::String(text) => Toml::from(text.as_str()),
        Value::Array(items) => {
            let mut array = items.iter().filter_map(toml).collect::<Array>();
            // Long lists stand one entry a line.
            if array.to_string().len() > 90 {
                array.iter_mut().for_each(|entry| entry.decor_mut().set_prefix("\n    "));
                array.set_trailing("\n");
                array.set_trailing_comma(true);
            }
            Toml::Array(array)
        }
        Value::Object(entries) => {
            let entries = entries.iter().filter_map(|(key, value)| Some((key.as_str(), toml(value)?)));
            Toml::InlineTable(entries.collect::<InlineTable>())
        }
    })
}
