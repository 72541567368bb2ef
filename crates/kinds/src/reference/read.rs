//! Reads every reference in a body.

use serde_json::Value;

use realmform_model::{Address, Body, Path};

use super::slot::{Names, Reference, Slot};
use super::text::{self, IsClient};

/// All that the body names, in the order of the slots.
pub fn references(slots: &[Slot], body: &Body, is_client: IsClient) -> Vec<Reference> {
    let mut found = Vec::new();
    for slot in slots {
        visit(slot, body, is_client, &mut |path, target| push(slot, path, target, &mut found));
    }
    found
}

/// All that a representation names, whose fields `field` tells.
pub fn references_in(slots: &[Slot], field: &dyn Fn(&str) -> Option<Value>, is_client: IsClient) -> Vec<Reference> {
    let mut found = Vec::new();
    for slot in slots {
        let Some((key, value)) = slot.path.first().and_then(|key| Some((key, field(key)?))) else { continue };
        let walk = Walk { slot, is_client };
        let mut visit = |path: &Path, target: &Address| push(slot, path, target, &mut found);
        walk.value(&slot.path[1..], &value, &Path::of(&[key]), "", &mut visit);
    }
    found
}

/// A name that does not tell which object it means is no reference to one.
fn push(slot: &Slot, path: &Path, target: &Address, found: &mut Vec<Reference>) {
    if !text::is_bare(slot.names, target) {
        let (path, target) = (path.clone(), target.clone());
        found.push(Reference { path, target, link: slot.link, followed: slot.followed });
    }
}

/// Visits every name in the slot, those that do not tell which object they mean too: the field that holds it (a list as a
/// whole), and the object.
pub fn visit(slot: &Slot, body: &Body, is_client: IsClient, found: &mut dyn FnMut(&Path, &Address)) {
    if let Some((key, value)) = slot.path.first().and_then(|key| Some((key, body.get(*key)?))) {
        Walk { slot, is_client }.value(&slot.path[1..], value, &Path::of(&[key]), "", found);
    }
}

struct Walk<'a> {
    slot: &'a Slot,
    is_client: IsClient<'a>,
}

type Found<'a> = &'a mut dyn FnMut(&Path, &Address);

impl Walk<'_> {
    fn value(&self, way: &[&str], value: &Value, place: &Path, client: &str, found: Found) {
        let Some((first, rest)) = way.split_first() else {
            return value.as_str().into_iter().for_each(|text| self.text(text, place, client, found));
        };
        // A list is one field, so what is inside an element has the list's own path.
        let is_listed = self.slot.path[..self.slot.path.len() - way.len()].contains(&"[]");
        let path_of = |key: &str| if is_listed { place.clone() } else { place.then(key) };
        match (*first, value) {
            ("[]", Value::Array(items)) => items.iter().for_each(|item| self.value(rest, item, place, client, found)),
            ("*", Value::Object(entries)) => {
                for (key, entry) in entries {
                    let path = path_of(key);
                    if self.slot.names == Names::ClientRole {
                        found(&path, &crate::names::client(key.clone()));
                    }
                    self.value(rest, entry, &path, key, found);
                }
            }
            (key, Value::Object(entries)) => {
                if let Some(entry) = entries.get(key) {
                    self.value(rest, entry, &path_of(key), client, found);
                }
            }
            _ => {}
        }
    }

    fn text(&self, text: &str, place: &Path, client: &str, found: Found) {
        let Some((key, names)) = text::inner(self.slot.names) else {
            let address = text::address(self.slot.names, text, client, self.is_client);
            return address.iter().for_each(|address| found(place, address));
        };
        let list: Vec<Value> = serde_json::from_str(text).unwrap_or_default();
        for item in &list {
            let name = key.map_or(Some(item), |key| item.get(key)).and_then(Value::as_str);
            let address = name.and_then(|name| text::address(names, name, client, self.is_client));
            address.iter().for_each(|address| found(place, address));
        }
    }
}
