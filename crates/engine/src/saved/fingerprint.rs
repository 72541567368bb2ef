//! Digests: of an object as it is compared, of a file's content, of a project's files.

use serde_json::{Map, Value};

use realmform_model::Body;
use realmform_model::digest;

/// The fingerprint of an object: the same for bodies that a plan would call the same.
pub(super) fn fingerprint(body: &Body) -> String {
    digest(canonical(&Value::Object(body.clone())).unwrap_or_default().to_string().as_bytes())
}

/// Keys in order, lists of plain values too, and without what a server says in the same way as by leaving it out.
fn canonical(value: &Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.is_empty() => None,
        Value::Object(entries) => {
            let mut entries: Vec<_> =
                entries.iter().filter_map(|(key, value)| Some((key, canonical(value)?))).collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries: Map<String, Value> = entries.into_iter().map(|(key, value)| (key.clone(), value)).collect();
            (!entries.is_empty()).then_some(Value::Object(entries))
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(|item| canonical(item).unwrap_or_default()).collect();
            if items.iter().all(|item| !item.is_object() && !item.is_array()) {
                items.sort_by_key(ToString::to_string);
                items.dedup();
            }
            (!items.is_empty()).then_some(Value::Array(items))
        }
        plain => Some(plain.clone()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: Value) -> String {
        fingerprint(value.as_object().unwrap_or(&Body::new()))
    }

    #[test]
    fn what_a_plan_calls_the_same_has_the_same_fingerprint() {
        let one = of(json!({"a": {"x": 1}, "uris": ["b", "a"], "flag": false, "none": null}));
        assert_eq!(one, of(json!({"uris": ["a", "b", "b"], "empty": "", "list": [], "a": {"x": 1, "y": {}}})));
        assert_ne!(one, of(json!({"a": {"x": 2}, "uris": ["b", "a"]})));
        assert_ne!(of(json!({"l": [{"a": 1}, {"b": 1}]})), of(json!({"l": [{"b": 1}, {"a": 1}]})));
    }
}
