//! Tables that are declared in full: what is live in them, and in no file, is declared to be gone.

use std::collections::BTreeSet;

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_model::ownership::PREFIX;
use realmform_model::{Body, Declared, Desired, Live, Path};

/// Puts what is to go into the tables that are declared in full, as empty.
pub fn fill(desired: &mut Desired, live: &Live) {
    for (address, declared) in &mut desired.objects {
        let own = kinds::of(address.kind).complete().iter().map(|keys| Path::of(keys));
        let own: Vec<Path> = own.filter(|path| path.get(&declared.body).is_some()).collect();
        // An empty table is one in full; what comes back by itself is not asked to go.
        let standing = kinds::of(address.kind).standing().iter().map(|(table, ..)| Path::of(&[table]));
        let emptied: BTreeSet<Path> = standing.filter(|table| is_emptied(table, &declared.body)).collect();
        let tables: Vec<Path> = declared.complete.iter().cloned().chain(own).chain(emptied).collect();
        let Some(object) = live.objects.get(address).filter(|_| !tables.is_empty()) else { continue };
        for table in tables {
            if let Some(Value::Object(there)) = table.get(&object.body) {
                fill_table(&table, there, declared);
            }
        }
        // Only the filling says of an entry that it is null.
        kinds::stand(address.kind, &mut declared.body);
    }
}

fn is_emptied(table: &Path, body: &Body) -> bool {
    table.get(body).and_then(Value::as_object).is_some_and(Body::is_empty)
}

fn fill_table(table: &Path, there: &Body, declared: &mut Declared) {
    for (key, value) in there.iter().filter(|(key, _)| !key.starts_with(PREFIX)) {
        let path = table.then(key.clone());
        match (path.get(&declared.body), value) {
            (Some(Value::Object(_)), Value::Object(inner)) => fill_table(&path, inner, declared),
            (Some(_), _) => {}
            (None, _) if declared.secrets.contains_key(&path) => {}
            (None, value) => path.set(&mut declared.body, Some(empty(value))),
        }
    }
}

/// What says of an entry that it is to go.
fn empty(value: &Value) -> Value {
    if value.is_array() { Value::Array(Vec::new()) } else { Value::Null }
}
