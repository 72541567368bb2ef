//! Rewrites the references in a body after a rename or a deletion.

use serde_json::Value;

use realmform_model::{Address, Body, Path};

use super::slot::{Names, Slot};
use super::text::{self, IsClient};

/// What becomes of a name.
enum Fate {
    Stays,
    /// The object is called otherwise.
    Becomes(Address),
    /// The object is gone, and with it its name in lists.
    Goes,
}

/// Rewrites what the slot names: `rename` answers the new address of a target that has one.
pub fn rewrite(
    slot: &Slot,
    body: &mut Body,
    is_client: IsClient,
    rename: &mut dyn FnMut(&Path, &Address) -> Option<Address>,
) {
    write(slot, body, is_client, &mut |path, target| rename(path, target).map_or(Fate::Stays, Fate::Becomes));
}

/// Takes out of lists what names an object that is gone, as a server does that has the names as ids. What is not in a list
/// stays, and so does what is written in a text of its own.
pub fn forget(slot: &Slot, body: &mut Body, gone: &dyn Fn(&Address) -> bool) {
    if matches!(slot.names, Names::Key(_) | Names::ClientRole | Names::Lookup) {
        write(slot, body, &|_| false, &mut |_, target| if gone(target) { Fate::Goes } else { Fate::Stays });
    }
}

type Decide<'a> = &'a mut dyn FnMut(&Path, &Address) -> Fate;

fn write(slot: &Slot, body: &mut Body, is_client: IsClient, decide: Decide) {
    if let Some((key, value)) = slot.path.first().and_then(|key| Some((key, body.get_mut(*key)?))) {
        Walk { slot, is_client }.value(&slot.path[1..], value, &Path::of(&[key]), "", decide);
    }
}

struct Walk<'a> {
    slot: &'a Slot,
    is_client: IsClient<'a>,
}

impl Walk<'_> {
    /// Rewrites what is below; false where the value names an object that is gone, so that its list is to lose it.
    fn value(&self, way: &[&str], value: &mut Value, place: &Path, client: &str, decide: Decide) -> bool {
        let Some((first, rest)) = way.split_first() else {
            return match value {
                Value::String(text) => self.text(text, place, client, decide),
                _ => true,
            };
        };
        // A list is one field, so what is inside an element has the list's own path.
        let is_listed = self.slot.path[..self.slot.path.len() - way.len()].contains(&"[]");
        let path_of = |key: &str| if is_listed { place.clone() } else { place.then(key) };
        match (*first, value) {
            ("[]", Value::Array(items)) => {
                items.retain_mut(|item| self.value(rest, item, place, client, decide));
                true
            }
            ("*", Value::Object(entries)) => {
                for (key, mut entry) in std::mem::take(entries) {
                    let path = path_of(&key);
                    let fate = match self.slot.names {
                        Names::ClientRole => decide(&path, &crate::names::client(key.clone())),
                        _ => Fate::Stays,
                    };
                    self.value(rest, &mut entry, &path, &key, decide);
                    match fate {
                        Fate::Stays => _ = entries.insert(key, entry),
                        Fate::Becomes(client) => _ = entries.insert(client.name, entry),
                        Fate::Goes => {}
                    }
                }
                true
            }
            (key, Value::Object(entries)) => match entries.get_mut(key) {
                // Only an element that is such a name itself, or has it as a field, goes with the object.
                Some(entry) => self.value(rest, entry, &path_of(key), client, decide) || !rest.is_empty(),
                None => true,
            },
            _ => true,
        }
    }

    fn text(&self, text: &mut String, place: &Path, client: &str, decide: Decide) -> bool {
        let Some((key, names)) = text::inner(self.slot.names) else {
            return self.name(self.slot.names, text, place, client, decide);
        };
        let Ok(mut list) = serde_json::from_str::<Vec<Value>>(text) else { return true };
        let before = list.clone();
        for item in &mut list {
            let name = match key {
                Some(key) => item.get_mut(key),
                None => Some(item),
            };
            if let Some(Value::String(name)) = name {
                self.name(names, name, place, client, decide);
            }
        }
        if list != before {
            *text = Value::Array(list).to_string();
        }
        true
    }

    fn name(&self, names: Names, text: &mut String, place: &Path, client: &str, decide: Decide) -> bool {
        let Some(address) = text::address(names, text, client, self.is_client) else { return true };
        match decide(place, &address) {
            Fate::Stays => true,
            Fate::Becomes(new) => {
                *text = text::text(names, &address, &new);
                true
            }
            Fate::Goes => false,
        }
    }
}
