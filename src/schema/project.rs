//! The JSON Schema of `realmform.toml`.

use serde_json::{Map, Value, json};

use super::{DRAFT, texts};
use crate::kinds;
use crate::project::{KEYS, LIVE, SCHEMA, TARGET_KEYS};

/// The schema of `realmform.toml`.
pub fn schema() -> Value {
    let properties: Map<String, Value> = KEYS.iter().map(|key| ((*key).to_owned(), of(key))).collect();
    json!({
        "$schema": DRAFT,
        "title": "What realmform plans and applies against",
        "type": "object",
        "required": ["schema"],
        "properties": properties,
        "additionalProperties": false,
    })
}

fn of(key: &str) -> Value {
    match key {
        "schema" => json!({"title": "the format of this file", "const": SCHEMA}),
        "default_target" => json!({"title": "the target without --target", "type": "string"}),
        "targets" => json!({
            "title": "targets on disk, by name",
            "type": "object",
            // That one is built in, and comes from the environment.
            "propertyNames": {"not": {"const": LIVE}},
            "additionalProperties": target(),
        }),
        "fields" => fields(),
        _ => json!({}),
    }
}

fn target() -> Value {
    let title = |key: &str| match key {
        "export" => "the realm export that is read and written",
        "start" => "the export that it starts from while it is not there yet",
        "realm" => "the realm's name, where the export does not tell it",
        "database" => "such as sqlite:.realmform/lookups.db; without a password",
        _ => "",
    };
    let property = |key: &&str| ((*key).to_owned(), json!({"title": title(key), "type": "string"}));
    json!({
        "type": "object",
        "properties": TARGET_KEYS.iter().map(property).collect::<Map<_, _>>(),
        "dependencies": {"start": ["export"]},
        "additionalProperties": false,
    })
}

/// Fields that may be declared although realmform does not know them, by kind.
fn fields() -> Value {
    let kinds = kinds::ALL.iter().filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()));
    json!({
        "title": "fields that are newer than realmform, by kind",
        "type": "object",
        "properties": kinds.map(|kind| (kind.name().to_string(), texts())).collect::<Map<_, _>>(),
        "additionalProperties": false,
    })
}
