//! The same JSON otherwise: turned around, sorted, spoilt.

use serde_json::{Map, Value, json};

use crate::tape::Tape;

/// The keys of all objects, and the objects that have ids, in the opposite order.
pub(crate) fn turned(value: &Value) -> Value {
    match value {
        Value::Object(entries) => entries.iter().rev().map(|(key, value)| (key.clone(), turned(value))).collect(),
        Value::Array(items) if items.iter().all(|item| item.get("id").is_some()) => {
            items.iter().rev().map(turned).collect()
        }
        other => other.clone(),
    }
}

/// Up to what means nothing: the order of lists; empty lists and tables, and the flags that go with them.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Object(entries) => {
            let mut entries: Vec<(String, Value)> = entries
                .into_iter()
                .filter(|(key, _)| key != "composite")
                .map(|(key, value)| (key, sorted(value)))
                .filter(|(_, value)| *value != json!([]) && *value != json!({}))
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.into_iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other,
    }
}

/// Puts something odd in a few places.
pub(crate) fn spoil(tape: &Tape, export: &mut Value) {
    for _ in 0..=tape.below(6) {
        let place = somewhere(tape, export, tape.below(9));
        *place = match tape.below(12) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(18_446_744_073_709_551_615_u64),
            3 => json!(1.5),
            4 => json!(""),
            5 => json!("/"),
            6 => json!("a/b*"),
            7 => json!([]),
            8 => json!({}),
            9 => json!([[{"name": null}], {"id": 1, "name": "x"}, "s", null]),
            10 => json!({"": {"name": [], "*": [{}]}, "config": "x"}),
            _ => json!(["\u{0}\u{1f600}", "**********"]),
        };
    }
}

fn somewhere<'a>(tape: &Tape, value: &'a mut Value, depth: usize) -> &'a mut Value {
    let count = value.as_object().map(Map::len).or(value.as_array().map(Vec::len)).unwrap_or(0);
    if depth == 0 || count == 0 {
        return value;
    }
    let at = tape.below(count);
    match value {
        Value::Object(entries) => somewhere(tape, entries.values_mut().nth(at).unwrap(), depth - 1),
        Value::Array(items) => somewhere(tape, &mut items[at], depth - 1),
        _ => unreachable!("it has elements"),
    }
}
