//! A document that is whole: what another one has and it lacks is to go.

use serde_json::Value;

use realmform_kinds::marks::kinds_owned;
use realmform_model::ownership::{Mode, OwnershipRule};
use realmform_model::{Body, Desired, Live};

/// Makes the document a whole one: objects and fields that live and that it does not have are to go.
pub fn whole(desired: &mut Desired, live: &Live) {
    for (address, declared) in &mut desired.objects {
        if let Some(object) = live.objects.get(address) {
            empty(&mut declared.body, &object.body);
        }
    }
    let rule = || OwnershipRule { mode: Mode::Exclusive, ..OwnershipRule::default() };
    desired.ownership.rules = kinds_owned().map(|kind| (kind, rule())).collect();
}

fn empty(declared: &mut Body, there: &Body) {
    for (key, value) in there {
        match (declared.get_mut(key), value) {
            // An empty table says by itself that each entry is to go.
            (Some(Value::Object(inner)), Value::Object(there)) if !inner.is_empty() => empty(inner, there),
            (Some(_), _) => {}
            (None, Value::Array(_)) => drop(declared.insert(key.clone(), Value::Array(Vec::new()))),
            (None, Value::Object(_)) => drop(declared.insert(key.clone(), Value::Object(Body::new()))),
            (None, _) => drop(declared.insert(key.clone(), Value::Null)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> Body {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn what_the_other_has_and_it_lacks_is_empty() {
        let mut declared = body(json!({"a": 1, "in": {"x": 1}, "none": {}}));
        empty(
            &mut declared,
            &body(json!({"a": 2, "b": true, "list": ["x"], "in": {"x": 1, "y": 2}, "none": {"z": 1}})),
        );
        assert_eq!(
            Value::Object(declared),
            json!({"a": 1, "in": {"x": 1, "y": null}, "none": {}, "b": null, "list": []})
        );
    }
}
