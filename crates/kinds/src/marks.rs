//! Ownership marks on objects: which project created or adopted one, and whether it is protected from deletion.

use serde_json::Value;

use crate::kind::Shape;
use crate::kinds;
use realmform_model::ownership::{Mode, Ownership, PREVENT_DESTROY, PROJECT};
use realmform_model::{Address, Body, KindName, Object, Path};

/// The kinds that can be owned: those whose objects can be declared and bear a mark.
pub fn kinds_owned() -> impl Iterator<Item = KindName> {
    kinds::ALL.iter().filter(|kind| kind.marks().is_some()).map(|kind| kind.name())
}

/// The mark that a new object gets: the project's name where the kind is not additive.
pub fn mark(ownership: &Ownership, address: &Address) -> Option<(Path, Value)> {
    // A row has only what its table has.
    if kinds::is_row(address) {
        return None;
    }
    let project = ownership.project.as_deref().filter(|_| ownership.mode(address) > Mode::Additive)?;
    Some((place(address.kind, PROJECT)?, value(address.kind, Some(project))?))
}

/// Whether the object bears this project's mark.
pub fn owns(ownership: &Ownership, address: &Address, object: &Object) -> bool {
    ownership.project.is_some() && project_of(address.kind, &object.body) == ownership.project.as_deref()
}

/// Where an attribute of ours stands in bodies of the kind; `None` where the kind has no place for it.
pub fn place(kind: KindName, attribute: &str) -> Option<Path> {
    kinds::of(kind).marks().map(|(field, _)| Path::of(&[field, attribute]))
}

/// The value of an attribute of ours as the kind has it; `None` takes it away.
pub fn value(kind: KindName, text: Option<&str>) -> Option<Value> {
    match (kinds::of(kind).marks()?.1, text) {
        (Shape::TextsMap, text) => Some(Value::Array(text.into_iter().map(Value::from).collect())),
        (_, text) => Some(text.unwrap_or_default().into()),
    }
}

fn attribute<'a>(kind: KindName, body: &'a Body, attribute: &str) -> Option<&'a str> {
    let value = place(kind, attribute)?.get(body)?;
    value.as_str().or_else(|| value.get(0)?.as_str()).filter(|text| !text.is_empty())
}

/// The project whose mark is on the object.
pub fn project_of(kind: KindName, body: &Body) -> Option<&str> {
    attribute(kind, body, PROJECT)
}

/// Whether an earlier apply has said that the object is not to be deleted.
pub fn is_protected(kind: KindName, body: &Body) -> bool {
    attribute(kind, body, PREVENT_DESTROY) == Some("true")
}
