//! From a live document to the TOML that declares it, and to a report of what that TOML does not hold.

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::default_role::DEFAULT_ROLE;
use realmform_kinds::fresh;
use realmform_kinds::kind::{Kind, Place, Shape};
use realmform_kinds::local::{generalise, has_namesake};
use realmform_kinds::marks;
use realmform_kinds::place::toml_names;
use realmform_kinds::secret::is_secret_itself;
use realmform_model::{Address, Body, Failure, Form, Live, Path, Rest, diff, ownership};

mod checked;
pub mod left_out;
mod piece;
mod strays;
mod unheld;
mod write;

use left_out::{Found, LeftOut};
pub use piece::Files;
use piece::Piece;

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
    /// What no declaration can hold, by section.
    pub left_out: Vec<LeftOut>,
    /// What could not be looked at, so that it is unknown what of it is left out.
    pub unseen: Vec<String>,
}

/// Declares what is live. Of what Keycloak made by itself, only what somebody changed; all of it where `all` is set.
/// `rest` has what a server's realm has beyond the document, which an export's document has already.
///
/// # Errors
/// The files that were made cannot be loaded again.
pub fn import(live: &Live, rest: Option<&Rest>, all: bool) -> Result<Imported, Failure> {
    if has_namesake(live) {
        let message = format!("cannot import the realm role `{DEFAULT_ROLE}`: files spell the default role so");
        return Err(Failure::input(message).help("rename the role in Keycloak, then import again"));
    }
    let mut live = live.clone();
    generalise(&mut live);
    let mut imported = Imported::default();
    let mut found = Found::default();
    let mut pieces = Vec::new();
    for (address, object) in &live.objects {
        let kind = kinds::of(address.kind);
        if kind.places().iter().all(|place| place.toml.is_empty()) {
            continue;
        }
        let Some((place, names)) = toml_place(kind, address) else {
            found.object(address);
            continue;
        };
        unheld::fields(kind, address, object, rest.is_some(), &mut found);
        let mut fields = fields(kind, &object.body);
        let born = kind.born_with(address, DEFAULT_ROLE);
        // What it would be born with, and has lost, is said: absent means that nobody manages it.
        for (field, _) in born.iter().flatten() {
            fields.entry(field).or_insert_with(|| Value::Array(Vec::new()));
        }
        if !all && address.kind.form() != Form::Side && kinds::is_built_in(address, Some(&live)) {
            match changed(kind, address, &fields, born) {
                // As another server made it, or one of old: no server takes it.
                Some(_) if kinds::is_fixed(address, &live) => {
                    found.object(address);
                    continue;
                }
                Some(own) => fields = own,
                None => {
                    imported.built_in += 1;
                    continue;
                }
            }
        }
        let secrets = kind.secrets().iter().map(|keys| Path::of(keys));
        imported.secrets += secrets.filter(|path| object.secrets.contains_key(path)).count();
        imported.secrets += take_secrets(kind, &mut fields);
        pieces.push(Piece { address: address.clone(), kind, place, names, fields });
    }
    unheld::sections(&live, rest, &mut found);
    imported.files = checked::files(&mut pieces, &mut found)?;
    imported.objects = pieces.len();
    imported.left_out = found.into();
    imported.unseen = rest.map(|rest| rest.unseen.clone()).unwrap_or_default();
    Ok(imported)
}

/// What somebody changed of a built-in object; `None` where it is as Keycloak made it, or unknown in a new realm.
fn changed(kind: &dyn Kind, address: &Address, fields: &Body, born: Option<Body>) -> Option<Body> {
    let fresh = &fresh::realm().objects;
    let known = born.or_else(|| Some(self::fields(kind, &fresh.get(address)?.body)));
    let Some(known) = known else {
        // What is added to a built-in object is its owner's.
        let is_added = address.parent.as_deref().is_some_and(|parent| fresh.contains_key(parent));
        return is_added.then(|| fields.clone());
    };
    let own = fresh::difference(fields, &known);
    (!own.is_empty()).then_some(own)
}

fn toml_place(kind: &dyn Kind, address: &Address) -> Option<(&'static Place, Vec<String>)> {
    let places = kind.places().iter().filter(|place| !place.toml.is_empty());
    places.filter_map(|place| Some((place, toml_names(place, address)?))).next()
}

/// The fields that can be declared and that say something.
fn fields(kind: &dyn Kind, body: &Body) -> Body {
    let mut fields = Body::new();
    for (field, shape) in kind.fields() {
        let saying = body.get(*field).filter(|it| !it.is_null() && !it.as_object().is_some_and(Body::is_empty));
        let Some(mut value) = saying.cloned() else { continue };
        // What has no shape may have an order.
        if !matches!(shape, Shape::Any) {
            sort(&mut value);
        }
        fields.insert((*field).to_owned(), value);
    }
    // One setting is declared once.
    leave_out(&mut fields, "attributes", |key, _| kind.doubles().iter().any(|(_, double)| *double == key));
    for (table, entry, meant) in kind.understood(body) {
        leave_out(&mut fields, table, |key, value| key == *entry && value == meant);
    }
    // Marks are no declaration: who made it is told by whoever makes it.
    if let Some((marks, _)) = kind.marks() {
        leave_out(&mut fields, marks, |key, _| key.starts_with(ownership::PREFIX));
    }
    if marks::is_protected(kind.name(), body) {
        fields.insert(ownership::FLAG.to_owned(), Value::Bool(true));
    }
    fields
}

/// Takes out what is called like a secret where keys are free, and says how many there were.
fn take_secrets(kind: &dyn Kind, fields: &mut Body) -> usize {
    let tables: Vec<String> = fields.keys().cloned().collect();
    let take = |table: &String| leave_out(fields, table, |key, _| is_secret_itself(kind, &Path::of(&[table, key])));
    tables.iter().map(take).sum()
}

/// Takes entries out of a table, and the table with the last of them; says how many there were.
fn leave_out(fields: &mut Body, table: &str, goes: impl Fn(&str, &Value) -> bool) -> usize {
    let Some(Value::Object(entries)) = fields.get_mut(table) else { return 0 };
    let before = entries.len();
    entries.retain(|key, value| !goes(key, value));
    let left = entries.len();
    if left == 0 {
        fields.shift_remove(table);
    }
    before - left
}

/// Sorts tables, and lists of plain values, which are sets: a server lists both in another order each time.
fn sort(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            entries.sort_keys();
            entries.values_mut().for_each(sort);
        }
        Value::Array(items) if diff::is_set(items) => items.sort_by_cached_key(Value::to_string),
        _ => {}
    }
}
