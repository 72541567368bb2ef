//! What is secret, in one place: fields that a kind calls secret, and whatever is called like a secret where keys are free.
//! Lint, load, import, render and plan ask here. What is secret is hidden even if a value got into a plan.

use serde_json::Value;

use crate::kind::Kind;
use realmform_model::{Body, Change, Delta, KindName, Path, Side};

mod words;

/// What stands where a secret would.
const HIDDEN: &str = "(secret)";

/// Fields whose keys are free, so that one may be called like a secret.
const FREE: &[&str] = &["attributes", "config", "smtpServer"];

/// Fields whose keys are names of objects: `clientRoles.reset-password` is no password.
pub const NAMED: &[&str] = &["client", "clientRoles", "clientScopeMappings", "components"];

/// The field whose keys are languages, and below each the names of texts.
pub const TEXTS: &str = "localizationTexts";

/// Whether a value under this name is to be taken for a secret, however the name is spelt: `clientSecret`, `passw0rd`,
/// `my.secret`, `pasword`. Not for the names of objects.
pub fn is_called(name: &str) -> bool {
    words::is_secret(name)
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

/// Hides the secrets that a change takes away: a plan has no value of one.
pub fn hide_before(kind: KindName, change: &mut Change) {
    if let Delta::Value { before: Some(before), .. } = &mut change.delta {
        *before = hide(kind, &change.path, std::mem::take(before));
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
        Value::Array(items) => items.into_iter().map(|item| hide(kind, path, item)).collect(),
        other => other,
    }
}

/// Whether the field, or what it is in, is a secret: the kind says so, or it is called so where keys are free.
pub fn is_secret(kind: KindName, path: &Path) -> bool {
    let of_kind = crate::of(kind).secrets().iter().any(|secret| {
        !secret.is_empty()
            && secret.len() <= path.0.len()
            && secret.iter().zip(&path.0).all(|(pattern, key)| *pattern == "*" || pattern == key)
    });
    of_kind || free_keys(crate::of(kind), path).iter().any(|key| is_called(key))
}

/// Whether the field itself is a secret.
pub fn is_secret_itself(kind: &dyn Kind, path: &Path) -> bool {
    kind.secrets().iter().any(|secret| secret.iter().eq(&path.0))
        || free_keys(kind, path).last().is_some_and(|key| is_called(key))
}

/// The keys of a path that somebody chose.
fn free_keys<'p>(kind: &dyn Kind, path: &'p Path) -> &'p [String] {
    let Some(first) = path.0.first().map(String::as_str).filter(|_| kind.name().side() == Side::Realm) else {
        return &[];
    };
    match kind.fields().iter().any(|(field, _)| *field == first) {
        true if FREE.contains(&first) => &path.0[1..],
        true => &[],
        // A field that the project added.
        false if kind.apart().contains(&first) => &[],
        false => &path.0,
    }
}

/// A secret in the form in which the field holds it: a text, or a list of one.
pub fn in_form(kind: &dyn Kind, path: &Path, secret: &str) -> Value {
    use crate::kind::Shape;
    let shape = kind.fields().iter().find(|(field, _)| path.0.first().is_some_and(|first| first == field));
    match shape {
        Some((_, Shape::TextsMap)) => Value::Array(vec![secret.into()]),
        _ => secret.into(),
    }
}

/// The secret in a body, in either form.
pub fn text_at<'b>(body: &'b Body, path: &Path) -> Option<&'b str> {
    match path.get(body)? {
        Value::Array(items) => items.first().filter(|_| items.len() == 1)?.as_str(),
        other => other.as_str(),
    }
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
        assert_eq!(hidden(&["redirectUris"], json!(["x"])), json!(["x"]));
        assert_eq!(hidden(&["attributes", "my.secret"], json!("hush")), json!(HIDDEN), "where keys are free");
        assert_eq!(
            hidden(&["attributes"], json!({"passw0rd": "hush", "a": "b"})),
            json!({"passw0rd": HIDDEN, "a": "b"})
        );
        assert_eq!(hidden(&["secrets"], json!("x")), json!(HIDDEN), "a field that the project added");
        assert_eq!(hidden(&["extra"], json!([{"token": "hush", "a": 1}])), json!([{"token": HIDDEN, "a": 1}]));
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
