//! Tables that are declared in full: what is live in them, and in no file, is declared to be gone.

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_model::ownership::PREFIX;
use realmform_model::{Desired, Live, Path};

/// Puts what is to go into the tables that are declared in full, as empty.
pub fn fill(desired: &mut Desired, live: &Live) {
    for (address, declared) in &mut desired.objects {
        let own = kinds::of(address.kind).complete().iter().map(|keys| Path::of(keys));
        let own: Vec<Path> = own.filter(|path| path.get(&declared.body).is_some()).collect();
        let tables: Vec<Path> = declared.complete.iter().cloned().chain(own).collect();
        let Some(object) = live.objects.get(address).filter(|_| !tables.is_empty()) else { continue };
        for table in tables {
            let Some(Value::Object(there)) = table.get(&object.body) else { continue };
            let known = |key: &str| {
                let path = table.then(key);
                path.get(&declared.body).is_some() || declared.secrets.contains_key(&path)
            };
            let goes: Vec<(String, Value)> =
                there.iter().filter(|(key, _)| !key.starts_with(PREFIX) && !known(key)).map(empty).collect();
            for (key, nothing) in goes {
                table.then(key).set(&mut declared.body, Some(nothing));
            }
        }
    }
}

/// What says of an entry that it is to go.
fn empty((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), if value.is_array() { Value::Array(Vec::new()) } else { Value::Null })
}
