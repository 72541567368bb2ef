//! What stands between the objects of an export: items without a name, keys that lead to no object.

use serde_json::Value;

use super::left_out::Found;
use realmform_kinds as kinds;
use realmform_kinds::kind::Seg;
use realmform_model::path::is_empty;

type Ways = Vec<&'static [Seg]>;

/// The ways to all objects that can be declared.
pub(super) fn ways() -> Ways {
    let places = kinds::ALL.iter().flat_map(|kind| kind.places());
    places.filter(|place| !place.toml.is_empty() && !place.export.is_empty()).map(|place| place.export).collect()
}

/// The rest of the ways that go on with a key.
pub(super) fn below(ways: &[&'static [Seg]], key: &str) -> Ways {
    let steps = ways.iter().filter_map(|way| way.split_first());
    steps.filter(|(first, _)| matches!(first, Seg::Key(it) if *it == key)).map(|(_, rest)| rest).collect()
}

/// Finds what is on none of the ways. `section` is where the value stands.
pub(super) fn find(value: &Value, ways: &[&'static [Seg]], section: &str, found: &mut Found) {
    match ways.iter().find_map(|way| way.first()) {
        Some(Seg::Key(_)) => {
            for (key, inner) in value.as_object().into_iter().flatten().filter(|(_, it)| !is_empty(it)) {
                let (ways, section) = (below(ways, key), format!("{section}.{key}"));
                if ways.is_empty() {
                    found.named(&section, None);
                } else {
                    find(inner, &ways, &section, found);
                }
            }
        }
        Some(Seg::Named) => {
            let inner: Ways = ways.iter().filter_map(|way| way.split_first()).map(|(_, rest)| rest).collect();
            value.as_object().into_iter().flatten().for_each(|(_, value)| find(value, &inner, section, found));
        }
        Some(Seg::List(keys)) => {
            for item in value.as_array().into_iter().flatten() {
                if keys.iter().all(|key| item.get(key).is_some_and(Value::is_string)) {
                    inside(item, ways, section, found);
                } else {
                    found.named(section, None);
                }
            }
        }
        Some(Seg::Tree(name, children)) => {
            for item in value.as_array().into_iter().flatten() {
                if item.get(name).is_some_and(Value::is_string) {
                    item.get(children).into_iter().for_each(|inner| find(inner, ways, section, found));
                } else {
                    found.named(section, None);
                }
            }
        }
        None => {}
    }
}

/// What an item of a list holds: its other keys are fields of its object.
fn inside(item: &Value, ways: &[&'static [Seg]], section: &str, found: &mut Found) {
    let rest: Ways = ways.iter().filter_map(|way| way.split_first()).map(|(_, rest)| rest).collect();
    for (key, inner) in item.as_object().into_iter().flatten() {
        let ways = below(&rest, key);
        if !ways.is_empty() {
            find(inner, &ways, &format!("{section}.{key}"), found);
        }
    }
}
