//! The JSON Schema of `realmform.toml`.

use serde_json::{Map, Value, json};

use super::{DRAFT, secret, texts};
use crate::project::{KEYS, LIVE, SCHEMA, TARGET_KEYS, TARGET_SECRETS};
use realmform_kinds as kinds;
use realmform_kinds::marks::kinds_owned;
use realmform_model::ownership::Mode;

/// The schema of `realmform.toml`.
pub fn schema() -> Value {
    let properties: Map<String, Value> = KEYS.iter().map(|key| ((*key).to_owned(), of(key))).collect();
    json!({
        "$schema": DRAFT,
        "title": "Configuration of a realmform project",
        "type": "object",
        "required": ["schema"],
        "properties": properties,
        "additionalProperties": false,
    })
}

fn of(key: &str) -> Value {
    match key {
        "schema" => json!({"title": "format version of this file", "const": SCHEMA}),
        "default_target" => json!({"title": "target that is used without --target", "type": "string"}),
        "targets" => json!({
            "title": "targets, by name",
            "type": "object",
            // That one is built in, and comes from the environment.
            "properties": {LIVE: {
                "type": "object",
                "required": ["values"],
                "properties": {"values": values()},
                "additionalProperties": false,
            }},
            "additionalProperties": target(),
        }),
        "values" => values(),
        "ownership" => ownership(),
        "fields" => fields(),
        _ => json!({}),
    }
}

fn target() -> Value {
    let title = |key: &str| match key {
        "export" => "realm export that is read and written; for a file",
        "start" => "export to copy if `export` does not exist yet",
        "keycloak" => "URL of the server, such as https://sso.example.com; for a server",
        "realm" => "name of the realm: on the server, or to create if neither `export` nor `start` exists",
        "sign_in_realm" => "realm that the account signs in at (default master)",
        "client_id" => "client that signs in, or through which the user does (default admin-cli)",
        "client_secret" => "source of the client's secret",
        "username" => "user who signs in",
        "password" => "source of the user's password",
        "database" => {
            "database URL without a password, such as sqlite:.realmform/lookups.db or mysql://USER@HOST/DATABASE"
        }
        "database_password" => "source of the password for the database",
        "values" => "what stands for ${name} in the declarations, for this target",
        _ => "",
    };
    let property = |key: &&str| {
        let mut property = match *key {
            "values" => values(),
            key if TARGET_SECRETS.contains(&key) => secret(),
            _ => json!({"type": "string"}),
        };
        property["title"] = json!(title(key));
        ((*key).to_owned(), property)
    };
    json!({
        "type": "object",
        "properties": TARGET_KEYS.iter().map(property).collect::<Map<_, _>>(),
        "dependencies": {
            "start": ["export"],
            "keycloak": ["realm"],
            "client_id": ["keycloak"],
            "client_secret": ["keycloak", "client_id"],
            "username": ["keycloak", "password"],
            "password": ["keycloak", "username"],
            "sign_in_realm": ["keycloak"],
            "database_password": ["database"],
        },
        "not": {"required": ["export", "keycloak"]},
        "anyOf": [
            {"not": {"required": ["keycloak"]}},
            {"required": ["client_id", "client_secret"], "properties": {"username": false, "password": false}},
            {"required": ["username", "password"], "properties": {"client_secret": false}},
        ],
        "additionalProperties": false,
    })
}

/// Values by name.
fn values() -> Value {
    let single = json!(["string", "number", "boolean"]);
    json!({
        "title": "what stands for ${name} in the declarations",
        "type": "object",
        "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$"},
        "additionalProperties": {"anyOf": [{"type": single}, {"type": "array", "items": {"type": single}}]},
    })
}

/// What becomes of what is not declared.
fn ownership() -> Value {
    let modes: Vec<&str> = Mode::ALL.iter().map(|(word, _)| *word).collect();
    let patterns = |title: &str| {
        let mut list = texts();
        list["title"] = json!(title);
        list
    };
    let mut rule: Map<String, Value> =
        modes.iter().map(|mode| ((*mode).to_owned(), patterns("names with this mode"))).collect();
    rule.insert("mode".to_owned(), json!({"enum": modes}));
    rule.insert("ignore".to_owned(), patterns("names that this project leaves alone"));
    let rule = json!({"type": "object", "properties": rule, "additionalProperties": false});
    let rule = json!({"anyOf": [{"enum": modes}, rule]});
    let mut properties: Map<String, Value> = kinds_owned().map(|kind| (kind.to_string(), rule.clone())).collect();
    properties.insert(
        "project".to_owned(),
        json!({"title": "name that marks objects created by this project", "type": "string", "minLength": 1, "maxLength": 100}),
    );
    properties.insert(
        "max_deletions".to_owned(),
        json!({
            "title": "how many objects of a kind a plan may delete without --allow-deletes",
            "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": "^ *[0-9]{1,3} *% *$"}],
        }),
    );
    json!({
        "title": "how undeclared objects are treated, by kind",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Fields that may be declared although realmform does not know them, by kind.
fn fields() -> Value {
    let kinds = kinds::ALL.iter().filter(|kind| kind.places().iter().any(|place| !place.toml.is_empty()));
    json!({
        "title": "fields that this version of realmform does not know, by kind",
        "type": "object",
        "properties": kinds.map(|kind| (kind.name().to_string(), texts())).collect::<Map<_, _>>(),
        "additionalProperties": false,
    })
}
