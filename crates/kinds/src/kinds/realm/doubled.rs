//! Settings that Keycloak keeps as attributes and shows twice.

use serde_json::Value;

use crate::doubles::text;
use crate::kind::{Field, Shape};
use realmform_model::Body;

/// Each as a field, and its key in `attributes`. Tried on
/// 26.7.3: an update takes the field, the import of an export takes the attribute.
pub(super) const SETTINGS: &[(&str, &str)] = &[
    ("clientOfflineSessionIdleTimeout", "clientOfflineSessionIdleTimeout"),
    ("clientOfflineSessionMaxLifespan", "clientOfflineSessionMaxLifespan"),
    ("clientSessionIdleTimeout", "clientSessionIdleTimeout"),
    ("clientSessionMaxLifespan", "clientSessionMaxLifespan"),
    ("oauth2DeviceCodeLifespan", "oauth2DeviceCodeLifespan"),
    ("oauth2DevicePollingInterval", "oauth2DevicePollingInterval"),
    ("otpPolicyCodeReusable", "realmReusableOtpCode"),
    ("scimApiEnabled", "scimApiEnabled"),
    ("webAuthnPolicyExtraOrigins", "webAuthnPolicyExtraOrigins"),
    ("webAuthnPolicyPasswordlessExtraOrigins", "webAuthnPolicyExtraOriginsPasswordless"),
];

/// Settings that older servers keep as attributes, and newer ones as fields alone.
const MOVED: &[&str] = &["organizationsEnabled"];

/// A setting that is spelt as an attribute is the field. Where both are there, the attribute stays, so that an update knows
/// whether the server has it.
pub(super) fn normalise(fields: &[Field], body: &mut Body) {
    let typed = |field: &str, value: Value| {
        typed(fields.iter().find(|(name, _)| *name == field).map(|(_, shape)| *shape), value)
    };
    for field in MOVED {
        if let Some(value) = take(body, field) {
            body.entry(*field).or_insert_with(|| typed(field, value));
        }
    }
    for (field, key) in SETTINGS {
        let value = match body.contains_key(*field) {
            true => body.get("attributes").and_then(|attributes| attributes.get(*key)).cloned(),
            false => take(body, key),
        };
        if let Some(value) = value {
            body.insert((*field).to_owned(), typed(field, value));
        }
    }
}

/// Takes an attribute out. With the last one go the attributes: that no other was declared is not the same as "there are
/// none".
fn take(body: &mut Body, key: &str) -> Option<Value> {
    let attributes = body.get_mut("attributes")?.as_object_mut()?;
    let value = attributes.shift_remove(key)?;
    if attributes.is_empty() {
        body.shift_remove("attributes");
    }
    Some(value)
}

/// The way back: both have the value of the field.
pub(super) fn represent(body: &mut Body) {
    for (field, key) in SETTINGS {
        let Some(value) = body.get(*field).map(text) else { continue };
        if let Some(double) = body.get_mut("attributes").and_then(|attributes| attributes.get_mut(*key)) {
            *double = value.into();
        }
    }
}

/// The text of an attribute as what the field holds. A text that is none of these stays, and the server refuses it.
fn typed(shape: Option<Shape>, value: Value) -> Value {
    let Value::String(text) = &value else { return value };
    match shape {
        Some(Shape::Int) => text.parse::<i64>().map_or(value, Value::from),
        Some(Shape::Bool) => text.parse::<bool>().map_or(value, Value::from),
        Some(Shape::Texts) => text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect(),
        _ => value,
    }
}
