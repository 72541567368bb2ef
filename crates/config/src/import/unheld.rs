//! Everything that no field of a declaration holds.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::left_out::{Found, name_of};
use super::strays;
use realmform_kinds as kinds;
use realmform_kinds::fresh::{self, is_same};
use realmform_kinds::kind::Kind;
use realmform_kinds::parts::{self, PARTS};
use realmform_kinds::representation::{self, Holds};
use realmform_kinds::{default_role, flows, names, scope_mappings};
use realmform_model::path::is_empty;
use realmform_model::{Address, Body, Live, Object, Rest};

/// The fields of an object that cannot be declared. A server shows the settings of authorization nowhere near the client.
pub(super) fn fields(kind: &dyn Kind, address: &Address, object: &Object, is_server: bool, found: &mut Found) {
    if address.kind == names::REALM {
        return;
    }
    let fresh = fresh::realm().objects.get(address);
    let is_fresh = |field: &str, value: &Value| {
        fresh.and_then(|fresh| fresh.body.get(field)).is_some_and(|fresh| is_same(value, fresh))
    };
    let is_known = |field: &str| kind.fields().iter().any(|(known, _)| *known == field);
    for (field, value) in object.body.iter().filter(|(field, value)| !is_known(field) && !is_empty(value)) {
        // What servers of old have and nobody has set.
        let is_off = *value == Value::Bool(false) && kind.left_alone(field).is_some();
        if !is_off && !is_fresh(field, value) {
            found.field(address, field);
        }
    }
    if is_server && object.body.get("authorizationServicesEnabled") == Some(&Value::Bool(true)) {
        found.field(address, "authorizationSettings");
    }
}

/// The sections of the realm that are no fields of it and hold no objects of a kind that can be declared.
pub(super) fn sections(live: &Live, rest: Option<&Rest>, found: &mut Found) {
    let address = names::realm();
    let Some(realm) = live.objects.get(&address) else { return };
    let kind = kinds::of(address.kind);
    let ways = strays::ways();
    let more = rest.iter().flat_map(|rest| &rest.sections);
    let own = realm.body.iter().filter(|(key, _)| rest.is_none_or(|rest| !rest.sections.contains_key(*key)));
    for (key, value) in own.chain(more).filter(|(_, value)| !is_empty(value)) {
        let is_field = kind.fields().iter().any(|(field, _)| field == key) || kind.apart().contains(&key.as_str());
        let is_held =
            is_field || scope_mappings::LISTS.contains(&key.as_str()) || key == default_role::DEFAULT_ROLE_FIELD;
        if is_held {
            continue;
        }
        let inner = strays::below(&ways, key);
        if PARTS.iter().any(|part| part.section() == key) {
            parts(key, value, found);
        } else if inner.is_empty() {
            section(kind, key, value, found);
        } else {
            strays::find(value, &inner, key, found);
        }
    }
    found.unnamed(parts::USERS, rest.map_or(0, |rest| rest.users));
}

/// The parts that a new realm has, by their address: some have the same.
static FRESH_PARTS: LazyLock<BTreeMap<Address, Vec<Value>>> = LazyLock::new(|| {
    let mut fresh: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let export = fresh::sections().cloned().map_or(Value::Null, Value::Object);
    parts::visit(&export, &mut |address, item: &Value| fresh.entry(address).or_default().push(item.clone()));
    fresh
});

fn parts(key: &str, value: &Value, found: &mut Found) {
    let export = Value::Object(Body::from_iter([(key.to_owned(), value.clone())]));
    parts::visit(&export, &mut |address, item: &Value| {
        let is_fresh = FRESH_PARTS.get(&address).is_some_and(|fresh| fresh.iter().any(|fresh| is_same(item, fresh)));
        if !is_fresh {
            found.named(key, (address.kind != names::USER).then(|| name_of(&address)));
        }
    });
}

/// A section of no known use: a list by its items, anything else as a field of the realm.
fn section(kind: &dyn Kind, key: &str, value: &Value, found: &mut Found) {
    let fresh = fresh::sections().and_then(|fresh| fresh.get(key));
    let is_off = *value == Value::Bool(false) && kind.left_alone(key).is_some();
    if is_off || fresh.is_some_and(|fresh| is_same(value, fresh)) {
        return;
    }
    let items = value.as_array().filter(|items| items.iter().all(Value::is_object));
    let Some(items) = items else { return found.field_of_realm(key) };
    let fresh_items = fresh.and_then(Value::as_array);
    for item in items {
        let is_fresh = fresh_items.is_some_and(|fresh| fresh.iter().any(|fresh| is_same(item, fresh)));
        let is_own = key != flows::SECTION || flows::is_own(item, fresh_items.map_or(&[], Vec::as_slice));
        if !is_fresh && is_own {
            found.named(key, name_in(key, item));
        }
    }
}

/// What an item is called, unless it is somebody.
fn name_in(key: &str, item: &Value) -> Option<String> {
    let is_people = representation::field(representation::REALM, key).is_some_and(|known| match &known.holds {
        Holds::List(inner) => matches!(**inner, Holds::Fields("UserRepresentation")),
        _ => false,
    });
    let mut names = ["alias", "name", "clientId", "displayName", "id"].iter().filter_map(|key| item.get(key)?.as_str());
    if is_people { None } else { names.next().map(str::to_owned) }
}
