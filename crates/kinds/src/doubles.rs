//! Settings that stand twice in a representation: as a field, and as an attribute.

use serde_json::Value;

use realmform_model::Path;

/// Where the attribute of this key is.
pub fn attribute(key: &str) -> Path {
    Path::of(&["attributes", key])
}

/// What a field holds, as the text of an attribute.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}
