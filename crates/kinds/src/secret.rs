//! The last line of defence for secrets: fields that a kind calls secret are hidden, even if a value got into a plan.

use serde_json::Value;

use realmform_model::{Body, KindName, Path};

/// What stands where a secret would.
const HIDDEN: &str = "(secret)";

/// The body of a new object without the secrets of its kind and without those that it gets when it is made.
pub fn hide_in_body(kind: KindName, body: &Body, also: &[Path]) -> Body {
    let mut body = body.clone();
    for path in also {
        path.set(&mut body, None);
    }
    match hide(kind, &Path::default(), Value::Object(body)) {
        Value::Object(body) => body,
        _ => Body::new(),
    }
}

/// The value of the field at `path` with each secret in it hidden.
pub fn hide(kind: KindName, path: &Path, value: Value) -> Value {
    if is_secret(kind, path) {
        return Value::String(HIDDEN.to_owned());
    }
    match value {
        Value::Object(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, value)| {
                    let hidden = hide(kind, &path.then(key.clone()), value);
                    (key, hidden)
                })
                .collect(),
        ),
        other => other,
    }
}

/// Whether the kind calls the field a secret, or what it is in.
pub fn is_secret(kind: KindName, path: &Path) -> bool {
    crate::of(kind).secrets().iter().any(|secret| {
        !secret.is_empty()
            && secret.len() <= path.0.len()
            && secret.iter().zip(&path.0).all(|(pattern, key)| *pattern == "*" || pattern == key)
    })
}
