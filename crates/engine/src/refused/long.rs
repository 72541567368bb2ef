//! Names and texts that are longer than the server's columns.

use realmform_kinds as kinds;
use realmform_model::{Finding, Path, Span};
use serde_json::Value;

use super::written::{CODE, Written};

/// How many characters a short text of the server may have.
const LONGEST: usize = 255;

/// Those that a step sets.
pub(super) fn check(written: &Written) -> Vec<Finding> {
    let (step, address) = (written.step, &written.step.address);
    let kind = kinds::of(address.kind);
    if kind.endpoint().is_none() {
        return Vec::new();
    }
    let finding = |message: String, place: &Span| {
        let help = format!("shorten it to {LONGEST} characters or less");
        Finding::error(CODE, message).on(address).at(place).help(help)
    };
    let name = is_long(&address.name)
        .then(|| finding(format!("the name of {address} is longer than {LONGEST} characters"), &step.span));
    let is_long = |field: &str| written.sets(field) && written.after.get(field).is_some_and(has_long);
    let fields = kind.short().iter().filter(|field| is_long(field)).map(|field| {
        let message = format!("`{field}` of {address} has a text of more than {LONGEST} characters");
        finding(message, written.place(&Path::of(&[field])))
    });
    name.into_iter().chain(fields).collect()
}

fn is_long(text: &str) -> bool {
    text.chars().count() > LONGEST
}

fn has_long(value: &Value) -> bool {
    match value {
        Value::String(text) => is_long(text),
        Value::Array(items) => items.iter().any(has_long),
        Value::Object(entries) => entries.values().any(has_long),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
