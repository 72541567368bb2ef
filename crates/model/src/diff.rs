//! The difference between desired and live bodies, field by field.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::change::{Change, Delta};
use crate::ownership;
use crate::path::{Body, Path, is_empty};

/// The declared fields that are not as they are live. What is not declared is not looked at.
pub fn changes(declared: &Body, live: &Body) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, after) in declared {
        compare(&Path::of(&[key]), after, live.get(key), &mut changes);
    }
    changes
}

/// The same where nothing, an empty text and `false` are three things, as in a database: tables of values alone.
pub fn exact(declared: &Body, live: &Body) -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, values) in declared {
        let live = live.get(table);
        for (key, after) in values.as_object().into_iter().flatten() {
            let before = live.and_then(|live| live.get(key)).filter(|before| !before.is_null());
            let after = Some(after).filter(|after| !after.is_null());
            if before != after {
                push(&Path::of(&[table, key]), before.cloned(), after.cloned(), &mut changes);
            }
        }
    }
    changes
}

fn compare(path: &Path, after: &Value, before: Option<&Value>, changes: &mut Vec<Change>) {
    let before = before.filter(|before| !before.is_null());
    match (after, before) {
        // Empty means empty: each entry goes.
        (Value::Object(after), Some(Value::Object(before))) if after.is_empty() => {
            for (key, value) in before.iter().filter(|(key, _)| !key.starts_with(ownership::PREFIX)) {
                let none = if value.is_array() { Value::Array(Vec::new()) } else { Value::Null };
                compare(&path.then(key.clone()), &none, Some(value), changes);
            }
        }
        (Value::Object(after), before) if before.is_none_or(Value::is_object) => {
            let known = changes.len();
            for (key, value) in after {
                compare(&path.then(key.clone()), value, before.and_then(|before| before.get(key)), changes);
            }
            // A named entry that is not there is something to make, even where its fields say nothing.
            let is_nothing = !after.is_empty() && after.values().all(Value::is_null);
            if changes.len() == known && before.is_none() && path.0.len() > 1 && !is_nothing {
                push(path, None, Some(Value::Object(after.clone())), changes);
            }
        }
        (Value::Array(after), before)
            if is_set(after) && before.and_then(Value::as_array).is_none_or(|b| is_set(b)) =>
        {
            compare_sets(path, after, before.and_then(Value::as_array).map_or(&[], Vec::as_slice), changes);
        }
        (after, before) => {
            let same = match before {
                Some(before) => is_same(before, after) || (is_nothing(before) && is_nothing(after)),
                None => is_nothing(after),
            };
            if !same {
                push(path, before.cloned(), (!after.is_null()).then(|| after.clone()), changes);
            }
        }
    }
}

fn compare_sets(path: &Path, after: &[Value], before: &[Value], changes: &mut Vec<Change>) {
    let key = |value: &Value| value.to_string();
    let had: BTreeSet<String> = before.iter().map(key).collect();
    let has: BTreeSet<String> = after.iter().map(key).collect();
    let missing = |list: &[Value], other: &BTreeSet<String>| -> Vec<Value> {
        let mut seen = BTreeSet::new();
        list.iter().filter(|value| !other.contains(&key(value)) && seen.insert(key(value))).cloned().collect()
    };
    let (added, removed) = (missing(after, &had), missing(before, &has));
    if !added.is_empty() || !removed.is_empty() {
        let delta = Delta::Set { added, removed, after: after.to_vec() };
        changes.push(Change { path: path.clone(), delta, follows: Vec::new() });
    }
}

fn push(path: &Path, before: Option<Value>, after: Option<Value>, changes: &mut Vec<Change>) {
    changes.push(Change { path: path.clone(), delta: Delta::Value { before, after }, follows: Vec::new() });
}

/// Lists of plain values are sets: nowhere in a realm does their order mean anything.
pub fn is_set(list: &[Value]) -> bool {
    list.iter().all(|value| !value.is_object() && !value.is_array())
}

/// Equal, where an entry that is `null` is the same as none: TOML has no `null`.
fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Object(a), Value::Object(b)) => {
            let has =
                |other: &Body, (key, value): (&String, &Value)| is_same(value, other.get(key).unwrap_or(&Value::Null));
            a.iter().all(|entry| has(b, entry)) && b.iter().all(|entry| has(a, entry))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        _ => a == b,
    }
}

/// What a server says in the same way as by leaving the field out.
fn is_nothing(value: &Value) -> bool {
    *value == Value::Bool(false) || is_empty(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> Body {
        value.as_object().cloned().unwrap_or_default()
    }

    fn paths(declared: Value, live: Value) -> Vec<String> {
        changes(&body(declared), &body(live)).iter().map(|change| change.path.to_string()).collect()
    }

    #[test]
    fn what_is_not_declared_is_left_alone() {
        assert!(paths(json!({"a": 1, "m": {"x": "1"}}), json!({"a": 1, "b": 2, "m": {"x": "1", "y": "2"}})).is_empty());
    }

    #[test]
    fn the_order_of_a_list_means_nothing() {
        assert!(paths(json!({"uris": ["a", "b"]}), json!({"uris": ["b", "a"]})).is_empty());
    }

    #[test]
    fn empty_means_empty() {
        assert_eq!(paths(json!({"uris": []}), json!({"uris": ["a"]})), ["uris"]);
        assert_eq!(paths(json!({"m": {}}), json!({"m": {"x": "1", "y": ["2"]}})), ["m.x", "m.y"]);
    }

    #[test]
    fn an_empty_table_leaves_the_marks_of_ownership() {
        assert_eq!(paths(json!({"m": {}}), json!({"m": {"x": "1", "realmform.project": "athyper"}})), ["m.x"]);
    }

    #[test]
    fn absent_is_the_same_as_nothing() {
        assert!(paths(json!({"a": "", "b": false, "c": [], "d": {}}), json!({})).is_empty());
        assert_eq!(paths(json!({"a": "x", "b": true, "c": ["y"]}), json!({})), ["a", "b", "c"]);
    }

    #[test]
    fn null_is_the_same_as_absent_wherever_it_stands() {
        assert!(paths(json!({"m": {"x": ""}}), json!({"m": null})).is_empty());
        assert_eq!(paths(json!({"m": {"x": "1"}}), json!({"m": null})), ["m.x"]);
        assert!(paths(json!({"l": [{"a": 1}]}), json!({"l": [{"a": 1, "b": null}]})).is_empty());
    }

    #[test]
    fn a_named_entry_that_is_not_there_is_made_whatever_it_says() {
        assert_eq!(paths(json!({"d": {"x": {}}}), json!({})), ["d.x"]);
        assert_eq!(paths(json!({"d": {"x": {"flag": false}}}), json!({"d": {}})), ["d.x"]);
        assert!(paths(json!({"d": {"x": {"flag": false}}}), json!({"d": {"x": {}}})).is_empty());
    }

    #[test]
    fn a_list_of_objects_is_one_value_in_its_order() {
        assert_eq!(paths(json!({"l": [{"a": 1}, {"b": 2}]}), json!({"l": [{"b": 2}, {"a": 1}]})), ["l"]);
    }

    #[test]
    fn what_has_another_type_is_replaced_whole() {
        assert_eq!(paths(json!({"m": {"x": "1"}}), json!({"m": "odd"})), ["m"]);
        assert_eq!(paths(json!({"l": ["a"]}), json!({"l": "odd"})), ["l"]);
        assert_eq!(paths(json!({"t": "1"}), json!({"t": 1})), ["t"]);
    }

    #[test]
    fn what_is_twice_in_a_list_is_there_once() {
        assert!(paths(json!({"l": ["a", "a"]}), json!({"l": ["a"]})).is_empty());
    }
}
