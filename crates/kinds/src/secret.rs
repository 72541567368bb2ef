//! What is secret, in one place: fields that a kind calls secret, and those in parts of an export that no kind describes. They
//! are hidden even if a value got into a plan.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde_json::Value;

use realmform_model::{Body, KindName, Path};

/// What stands where a secret would.
const HIDDEN: &str = "(secret)";

/// Keys of secrets in parts of an export that no kind describes; `secretData` and those after it are of users' credentials.
const OF_PARTS: &[&str] = &[
    "clientSecret",
    "bindCredential",
    "keystorePassword",
    "keyPassword",
    "client.secret.rotated",
    "secretData",
    "credentialData",
    "hashedSaltedValue",
    "salt",
];

/// The keys of the secrets of all kinds.
pub fn names() -> impl Iterator<Item = &'static str> {
    crate::ALL.iter().flat_map(|kind| kind.secrets()).filter_map(|path| path.last().copied())
}

/// Whether a text under this key is a secret, wherever it stands in an export.
pub fn is_named_in_export(key: &str) -> bool {
    // By length, because a big export has a million keys, and hardly any is as long as one of these.
    static NAMES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
        let names: BTreeSet<_> = names().chain(OF_PARTS.iter().copied()).collect();
        let longest = names.iter().map(|name| name.len()).max().unwrap_or_default();
        (0..=longest).map(|length| names.iter().copied().filter(|name| name.len() == length).collect()).collect()
    });
    NAMES.get(key.len()).is_some_and(|names| names.contains(&key))
}

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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::names;

    #[test]
    fn what_stands_at_a_secret_or_below_it_is_hidden_and_nothing_else() {
        let hidden = |path: &[&str], value| hide(names::CLIENT, &Path::of(path), value);
        assert_eq!(hidden(&["secret"], json!("hush")), json!(HIDDEN));
        assert_eq!(hidden(&["secret"], json!({"env": "X", "of": ["hush"]})), json!(HIDDEN));
        assert_eq!(hidden(&["secret", "value", "deeper"], json!("hush")), json!(HIDDEN), "below the secret");
        assert_eq!(hidden(&["name"], json!("Shop")), json!("Shop"));
        assert_eq!(hidden(&["secrets"], json!("x")), json!("x"));
    }

    #[test]
    fn a_secret_within_a_field_is_hidden_and_its_neighbours_are_shown() {
        let smtp = json!({"host": "mail", "password": "hush"});
        let hidden = hide(names::REALM, &Path::of(&["smtpServer"]), smtp);
        assert_eq!(hidden, json!({"host": "mail", "password": HIDDEN}));
        let whole = json!({"displayName": "Shop", "smtpServer": {"password": "hush"}});
        let hidden = hide(names::REALM, &Path::default(), whole);
        assert_eq!(hidden, json!({"displayName": "Shop", "smtpServer": {"password": HIDDEN}}));
    }

    #[test]
    fn a_new_object_is_shown_without_what_it_gets_when_it_is_made() {
        let body = json!({"name": "Shop", "secret": "hush", "attributes": {"a": "1", "b": "2"}});
        let Value::Object(body) = body else { return };
        let shown = hide_in_body(names::CLIENT, &body, &[Path::of(&["attributes", "b"])]);
        assert_eq!(Value::Object(shown), json!({"name": "Shop", "secret": HIDDEN, "attributes": {"a": "1"}}));
    }
}
