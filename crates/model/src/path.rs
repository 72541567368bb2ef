//! The representation of an object, and fields in it.

use std::fmt;

use serde_json::{Map, Value};

/// The representation of an object: the shape of Keycloak's own realm export, absent fields absent.
pub type Body = Map<String, Value>;

/// A field within a body: the keys from the outside in. Lists are one field, however long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(pub Vec<String>);

impl Path {
    /// The path of these keys.
    pub fn of(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| (*key).to_owned()).collect())
    }

    /// The path of a key below it.
    #[must_use]
    pub fn then(&self, key: impl Into<String>) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.into());
        Self(keys)
    }

    /// The value at the path.
    pub fn get<'a>(&self, body: &'a Body) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().try_fold(body.get(first)?, |value, key| value.get(key))
    }

    /// Sets the field, making the objects on the way; `None` takes the field away.
    pub fn set(&self, body: &mut Body, value: Option<Value>) {
        let Some((last, way)) = self.0.split_last() else { return };
        let mut place = body;
        for key in way {
            if value.is_none() && !place.get(key).is_some_and(Value::is_object) {
                return;
            }
            let next = place.entry(key.clone()).or_insert_with(|| Value::Object(Body::new()));
            if !next.is_object() {
                *next = Value::Object(Body::new());
            }
            let Value::Object(next) = next else { return };
            place = next;
        }
        match value {
            Some(value) => place.insert(last.clone(), value),
            None => place.shift_remove(last),
        };
    }
}

/// Lays fields over others: they win, and what they do not say stays, in tables too; an empty table is empty. Answers the
/// paths of what was replaced or is new.
pub fn lay(base: &mut Body, over: Body) -> Vec<Path> {
    let mut replaced = Vec::new();
    lay_at(&Path::default(), base, over, &mut replaced);
    replaced
}

fn lay_at(path: &Path, base: &mut Body, over: Body, replaced: &mut Vec<Path>) {
    for (key, value) in over {
        let path = path.then(key.as_str());
        match (base.get_mut(&key), value) {
            (Some(Value::Object(inner)), Value::Object(over)) if !over.is_empty() => {
                lay_at(&path, inner, over, replaced);
            }
            (_, value) => {
                base.insert(key, value);
                replaced.push(path);
            }
        }
    }
}

/// Whether a value says nothing: no text, no entries.
pub fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

impl fmt::Display for Path {
    /// As TOML would spell it: `attributes."pkce.code.challenge.method"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, key) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            if bare { f.write_str(key)? } else { write!(f, "{key:?}")? }
        }
        Ok(())
    }
}
