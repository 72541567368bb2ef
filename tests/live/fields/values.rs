//! What the walk declares: which objects there are, and the values of their fields before and after a change.

use std::sync::Arc;

use realmform_config::load::{ExtraFields, sources};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Kind, Place, Seg, Shape};
use realmform_kinds::names;
use realmform_kinds::place::toml_names;
use realmform_model::{Address, Declared, Desired, Path, SecretSource, Source};
use serde_json::{Value, json};

/// All objects, with a value in every field that no default has.
pub(super) const BEFORE: &str = include_str!("before.toml");

/// The objects that are walked over, each with another value in every field.
const AFTER: &str = include_str!("after.toml");

/// A field of an object, and its values as TOML.
pub(super) struct Sample {
    pub address: Address,
    pub field: &'static str,
    pub shape: Shape,
    pub before: String,
    pub after: String,
}

/// A sample of each field of each object, but for those that are left out; what is refused needs no value before. A field
/// without a value, and a kind without an object, are a panic that says where to add what.
pub(super) fn samples(
    is_left_out: impl Fn(&Address, &str) -> bool,
    is_refused: impl Fn(&Address, &str) -> bool,
) -> Vec<Sample> {
    let (before, after) = (desired("before.toml", BEFORE), desired("after.toml", AFTER));
    for kind in declarable() {
        for place in kind.places().iter().filter(|place| !place.toml.is_empty()) {
            let is_walked = after.objects.keys().any(|it| it.kind == kind.name() && (place.names)(it).is_some());
            assert!(is_walked, "add a {} at `{}` to before.toml and after.toml", kind.name(), place.toml.join("."));
        }
    }
    let walked = after.objects.iter().filter(|(_, changed)| !changed.implied);
    let fields = walked.flat_map(|(address, changed)| {
        kinds::of(address.kind).fields().iter().map(move |(field, shape)| (address, changed, *field, *shape))
    });
    let fields = fields.filter(|(address, _, field, _)| !is_left_out(address, field));
    let samples = fields.map(|(address, changed, field, shape)| {
        let add = |file: &str| -> ! { panic!("add a value for `{field}` of {address} to tests/live/fields/{file}") };
        let known = before.objects.get(address).and_then(|known| value(known, field));
        let changed = value(changed, field);
        let known = known.or_else(|| changed.clone().filter(|_| is_refused(address, field)));
        let known = known.unwrap_or_else(|| add("before.toml"));
        let changed = changed.or_else(|| match shape {
            Shape::Bool => Some(json!(known != true)),
            Shape::Int => known.as_i64().map(|number| json!(number + 1)),
            _ => None,
        });
        let changed = changed.unwrap_or_else(|| add("after.toml"));
        Sample { address: address.clone(), field, shape, before: toml(&known), after: toml(&changed) }
    });
    samples.collect()
}

/// The kinds whose objects a file can declare and a Keycloak has, but for the realm itself.
fn declarable() -> impl Iterator<Item = &'static dyn Kind> {
    let of_keycloak =
        kinds::ALL.iter().copied().filter(|kind| kind.endpoint().is_some() && kind.name() != names::REALM);
    of_keycloak.filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()))
}

fn desired(name: &str, toml: &str) -> Desired {
    let file = Arc::new(Source::new(name, toml.to_owned()));
    let loaded = sources(vec![file], &ExtraFields::new());
    assert!(loaded.findings.is_empty(), "{:?}", loaded.findings);
    loaded.desired
}

fn value(declared: &Declared, field: &str) -> Option<Value> {
    match declared.secrets.get(&Path::of(&[field])) {
        Some(SecretSource::Env(name)) => Some(json!({"env": name})),
        _ => declared.body.get(field).cloned(),
    }
}

/// A value as TOML, on one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{} = {}", json!(key), toml(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// How a field of this shape is emptied, as TOML.
pub(super) fn empty(shape: Shape) -> Option<&'static str> {
    match shape {
        Shape::Text => Some("\"\""),
        Shape::Texts => Some("[]"),
        Shape::Bool | Shape::Int => None,
        Shape::TextMap | Shape::TextMaps | Shape::TextsMap | Shape::Fields(_) | Shape::Named(_) | Shape::Any => {
            Some("{}")
        }
    }
}

fn place(address: &Address) -> &'static Place {
    let place = kinds::of(address.kind).places().iter().find(|place| (place.names)(address).is_some());
    place.unwrap_or_else(|| panic!("no place for {address}"))
}

/// The object's table in a file: `[clients."app"]`.
pub(super) fn table(address: &Address) -> String {
    let mut names = toml_names(place(address), address).into_iter().flatten();
    let keys = place(address).toml.iter().map(|key| match *key {
        "*" => json!(names.next()).to_string(),
        key => key.to_owned(),
    });
    format!("[{}]", keys.collect::<Vec<_>>().join("."))
}

/// Where the object is in a picture of the realm.
pub(super) fn path(address: &Address) -> String {
    let place = place(address);
    let mut names = (place.names)(address).into_iter().flatten();
    let mut keys = Vec::new();
    for seg in place.export {
        match seg {
            Seg::Key(key) => keys.push((*key).to_owned()),
            Seg::Named | Seg::List(_) => keys.extend(names.next()),
            Seg::Tree(_, children) => {
                keys.extend(names.next());
                names.by_ref().for_each(|name| keys.extend([(*children).to_owned(), name]));
            }
        }
    }
    keys.join(".")
}
