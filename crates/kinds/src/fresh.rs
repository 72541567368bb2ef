//! The realm that nobody has changed: what Keycloak 26.7.3 puts into a new one, spelt as files spell it.

use std::sync::LazyLock;

use serde_json::Value;

use crate::export;
use crate::local::generalise;
use crate::names;
use realmform_model::path::is_empty;
use realmform_model::{Body, Live};

/// Made from a server by the script beside it, `fresh.py`.
const EXPORT: &str = include_str!("../representations/fresh-realm.json");

static LIVE: LazyLock<Live> = LazyLock::new(|| {
    let export = serde_json::from_str(EXPORT).unwrap_or(Value::Null);
    let mut live = export::live(&export);
    generalise(&mut live);
    live
});

/// Its objects. The realm's name is `${realm}`.
pub fn realm() -> &'static Live {
    &LIVE
}

/// Its export: the sections that hold no objects, too.
pub fn sections() -> Option<&'static Body> {
    LIVE.objects.get(&names::realm()).map(|realm| &realm.body)
}

/// What differs from realm to realm, so that the file has none of it: ids, and what is in the keys of a realm.
const OWN: &[&str] = &["id", "containerId", "flowId", "privateKey", "certificate", "secret", "kid", "keyUse"];

/// Whether a value says nothing that the fresh one does not say. Lists are sets.
pub fn is_same(value: &Value, fresh: &Value) -> bool {
    match (value, fresh) {
        (Value::Object(value), Value::Object(fresh)) => value
            .iter()
            .filter(|(key, value)| !OWN.contains(&key.as_str()) && !is_empty(value))
            .all(|(key, value)| fresh.get(key).is_some_and(|fresh| is_same(value, fresh))),
        (Value::Array(value), Value::Array(fresh)) => {
            value.len() == fresh.len() && value.iter().all(|item| fresh.iter().any(|fresh| is_same(item, fresh)))
        }
        (value, fresh) => value == fresh,
    }
}

/// What a value says and the fresh one does not: entries of tables by themselves, lists whole. A list that is gone from a
/// table is empty.
pub fn difference(value: &Body, fresh: &Body) -> Body {
    let own = value.iter().filter_map(|(key, value)| {
        let own = match (value, fresh.get(key)) {
            (Value::Object(value), Some(Value::Object(fresh))) => {
                let mut own = difference(value, fresh);
                let gone = fresh.iter().filter(|(key, it)| it.is_array() && !is_empty(it) && !value.contains_key(*key));
                own.extend(gone.map(|(key, _)| (key.clone(), Value::Array(Vec::new()))));
                (!own.is_empty()).then_some(Value::Object(own))
            }
            (value, Some(fresh)) => {
                (!is_same(value, fresh) || is_empty(value) && !is_empty(fresh)).then(|| value.clone())
            }
            (value, None) => (!is_empty(value)).then(|| value.clone()),
        };
        Some((key.clone(), own?))
    });
    own.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn difference_of(value: Value, fresh: Value) -> Value {
        match (value, fresh) {
            (Value::Object(value), Value::Object(fresh)) => difference(&value, &fresh).into(),
            _ => Value::Null,
        }
    }

    #[test]
    fn the_file_is_read() {
        let clients = realm().of_kind(names::CLIENT).count();
        assert!(clients > 4 && sections().is_some_and(|sections| sections.contains_key("components")), "{clients}");
        assert!(realm().objects.contains_key(&names::realm_role(crate::default_role::DEFAULT_ROLE)));
    }

    #[test]
    fn what_differs_is_told_by_entries_and_lists_are_whole() {
        let fresh = json!({"a": {"x": "1", "y": "2"}, "l": ["p", "q"], "c": {"realm": ["r"], "client": {"k": ["s"]}}, "b": true});
        assert_eq!(difference_of(fresh.clone(), fresh.clone()), json!({}));
        let value = json!({"a": {"x": "1", "y": "3"}, "l": ["q", "p", "n"], "c": {"client": {"k": ["s"]}}, "b": true});
        assert_eq!(
            difference_of(value, fresh.clone()),
            json!({"a": {"y": "3"}, "l": ["q", "p", "n"], "c": {"realm": []}})
        );
        assert_eq!(difference_of(json!({"l": []}), fresh), json!({"l": []}));
    }

    #[test]
    fn ids_and_what_is_absent_do_not_count() {
        assert!(is_same(&json!({"id": "1", "name": "a", "config": {}}), &json!({"name": "a", "priority": 3})));
        assert!(!is_same(&json!({"name": "a", "more": false}), &json!({"name": "a"})));
    }
}
