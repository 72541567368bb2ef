//! From a live document to the TOML that declares it.

use std::collections::BTreeMap;

use serde_json::Value;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value as Toml};

use realmform_kinds as kinds;
use realmform_kinds::default_role::default_role_of;
use realmform_kinds::kind::{Kind, Place};
use realmform_kinds::local::generalise;
use realmform_kinds::marks;
use realmform_kinds::place::toml_names;
use realmform_model::{Address, Body, Form, Live, Side, ownership};

/// The files of a project, by their path in it.
pub type Files = BTreeMap<String, String>;

/// What was imported, and what was left where it is.
#[derive(Debug, Default)]
pub struct Imported {
    /// The files of the project, by their paths.
    pub files: Files,
    /// How many objects they declare.
    pub objects: usize,
    /// Objects that Keycloak made by itself.
    pub built_in: usize,
    /// Secrets, which stay on the server.
    pub secrets: usize,
}

/// Declares all that is live; what Keycloak made by itself only where `all` is set.
pub fn import(live: &Live, all: bool) -> Imported {
    let mut live = live.clone();
    generalise(&mut live);
    let default_role = default_role_of(&live);
    let mut documents: BTreeMap<String, DocumentMut> = BTreeMap::new();
    let mut imported = Imported::default();
    for (address, object) in &live.objects {
        let kind = kinds::of(address.kind);
        let Some((place, names)) = toml_place(kind, address) else { continue };
        if !all && address.kind.form() != Form::Side && realmform_kinds::is_built_in(address, Some(&live)) {
            imported.built_in += 1;
            continue;
        }
        let mut fields = fields(kind, &object.body);
        // What it would be born with, and has lost, is said: absent means that nobody manages it.
        for (field, _) in kind.born_with(address, &default_role).into_iter().flatten() {
            fields.entry(field).or_insert_with(|| Value::Array(Vec::new()));
        }
        let secrets = kind.secrets().iter().map(|keys| realmform_model::Path::of(keys));
        imported.secrets += secrets.filter(|path| object.secrets.contains_key(path)).count();
        imported.objects += 1;
        declare(documents.entry(file_of(kind, place)).or_default(), place, &names, &fields);
    }
    imported.files = documents.into_iter().map(|(path, document)| (path, document.to_string())).collect();
    imported
}

fn toml_place(kind: &dyn Kind, address: &Address) -> Option<(&'static Place, Vec<String>)> {
    let places = kind.places().iter().filter(|place| !place.toml.is_empty());
    places.filter_map(|place| Some((place, toml_names(place, address)?))).next()
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

/// The fields that can be declared and that say something.
fn fields(kind: &dyn Kind, body: &Body) -> Body {
    let known = kind.fields().iter().filter_map(|(field, _)| Some((*field, body.get(*field)?)));
    let saying = known.filter(|(_, value)| !value.is_null() && !value.as_object().is_some_and(Body::is_empty));
    let mut fields: Body = saying.map(|(field, value)| (field.to_owned(), value.clone())).collect();
    // One setting is declared once.
    leave_out(&mut fields, "attributes", |key| kind.doubles().iter().any(|(_, double)| *double == key));
    // Marks are no declaration: who made it is told by whoever makes it.
    if let Some((marks, _)) = kind.marks() {
        leave_out(&mut fields, marks, |key| key.starts_with(ownership::PREFIX));
    }
    if marks::is_protected(kind.name(), body) {
        fields.insert(ownership::FLAG.to_owned(), Value::Bool(true));
    }
    fields
}

/// Takes entries out of a table, and the table with the last of them.
fn leave_out(fields: &mut Body, table: &str, goes: impl Fn(&str) -> bool) {
    if let Some(Value::Object(entries)) = fields.get_mut(table) {
        entries.retain(|key, _| !goes(key));
        if entries.is_empty() {
            fields.shift_remove(table);
        }
    }
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
