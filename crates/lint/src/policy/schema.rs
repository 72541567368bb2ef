//! The JSON Schema of policy files: the keys that their reader knows, and the codes that there are.
//!
//! What depends on other keys (a pattern's parts, which kinds `client` restricts) is told by lint itself.

use serde_json::{Map, Value, json};

use crate::policy::Class;
use crate::{policy, rules};
use realmform_config::schema::{DRAFT, texts};
use realmform_kinds as kinds;

/// The schema of the files in `policies/`.
pub fn schema() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "How things are named, what they must be, and which findings are lived with",
        "type": "object",
        "properties": policy::SECTIONS.iter().map(|name| ((*name).to_owned(), section(name))).collect::<Map<_, _>>(),
        "additionalProperties": false,
        "definitions": {"code": code()},
    })
}

fn section(name: &str) -> Value {
    match name {
        "vocabularies" => json!({
            "title": "words, by the vocabulary's name",
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}, word_file()]},
        }),
        "levels" => json!({
            "title": "how bad findings are, by code or by a pattern of codes",
            "type": "object",
            "propertyNames": {"$ref": "#/definitions/code"},
            "properties": codes().into_iter().map(|code| (code, level())).collect::<Map<_, _>>(),
            "additionalProperties": level(),
        }),
        "naming" => tables(
            name,
            "what names are to be",
            json!({
                "required": ["kind"],
                "oneOf": [{"required": ["name"]}, {"required": ["regex"]}],
            }),
        ),
        "reserved" => tables(
            name,
            "what only some may have",
            json!({
                "required": ["only"],
                "oneOf": one_of(&["role", "scope", "mapper", "group"]),
            }),
        ),
        "require" => tables(
            name,
            "what things of some names must be",
            json!({
                "required": ["kind"],
                "anyOf": one_of(&["set", "unset", "role", "roles", "groups", "belongsTo"]),
            }),
        ),
        "waive" => tables(name, "findings to live with", json!({"required": ["code", "object", "reason"]})),
        _ => json!({}),
    }
}

fn one_of(keys: &[&str]) -> Vec<Value> {
    keys.iter().map(|key| json!({"required": [key]})).collect()
}

/// A list of tables with the keys of the section.
fn tables(section: &str, title: &str, mut table: Value) -> Value {
    table["type"] = json!("object");
    table["properties"] = policy::keys(section)
        .iter()
        .map(|key| ((*key).to_owned(), property(section, key)))
        .collect::<Map<_, _>>()
        .into();
    table["additionalProperties"] = json!(false);
    json!({"title": title, "type": "array", "items": table})
}

fn property(section: &str, key: &str) -> Value {
    let text = |title: &str| json!({"title": title, "type": "string"});
    let list = |title: &str| json!({"title": title, "anyOf": [{"type": "string"}, texts()]});
    let kind = json!({"enum": kinds::ALL.iter().map(|kind| kind.name().as_str()).collect::<Vec<_>>()});
    match (section, key) {
        ("naming", "kind") => {
            json!({"title": "what it is for", "anyOf": [kind, {"type": "array", "items": kind}]})
        }
        (_, "kind") => json!({"title": "what it is for", "anyOf": [kind]}),
        ("naming", "name") => list("the pattern, such as <product>-<type>-<name>, or several"),
        (_, "name") => list("names, with *"),
        (_, "client") => list("only what is in these clients, with *"),
        (_, "product") => list("only names that begin with this word, or are in a client that does"),
        ("naming", "path") => list("only these groups: /svc/** is /svc and all below it"),
        (_, "path") => text("only groups of this path, such as /<product>/<role>"),
        (_, "type") => list("only lookups of these types, with *"),
        (_, "regex") => text("a regular expression for the whole name"),
        (_, "parts") => {
            json!({"title": "what fills the parts of the pattern", "type": "object", "additionalProperties": part()})
        }
        (_, "severity") => json!({"title": "how bad it is; error without it", "enum": ["error", "warning", "info"]}),
        ("naming", "why") => list("the reason, told with each finding"),
        (_, "why") => text("the reason, told with each finding"),
        ("waive", "code") => {
            json!({"title": "a code, with *", "allOf": [{"$ref": "#/definitions/code"}, {"not": {"pattern": "^waiver/"}}]})
        }
        ("waive", "object") => json!({"title": "the finding's object, with *", "type": "string", "minLength": 1}),
        (_, "reason") => json!({"title": "why", "type": "string", "minLength": 1}),
        (_, "until") => {
            json!({"title": "the last day on which it holds", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
        }
        ("reserved", "role") => list("roles, with *: client/name of a client's, the name alone of the realm's"),
        ("reserved", "scope") => list("client scopes, with *"),
        ("reserved", "group") => list("groups by path, with *"),
        (_, "mapper") => mapper(),
        (_, "only") => list("who may have it: addresses, with *; none for nobody"),
        (_, "fullScope") => json!({"title": "tell of clients that let all roles into their tokens", "type": "boolean"}),
        (_, "set") => json!({"title": "fields and their values", "type": "object"}),
        (_, "unset") => list("fields that say nothing"),
        (_, "role") => text("a role that it has: client/name, with the parts of the path"),
        (_, "roles") => list("all roles that it has are among these"),
        (_, "groups") => list("it is in one of these groups"),
        (_, "belongsTo") => list("clients that the role may be of, with *"),
        _ => json!({}),
    }
}

fn word_file() -> Value {
    json!({
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"title": "words a line, JSON or TOML; the path begins in this file's folder", "type": "string"},
            "key": {"title": "the way to the list in JSON or TOML", "type": "string"},
        },
        "additionalProperties": false,
    })
}

fn part() -> Value {
    let spellings: Vec<&str> = Class::ALL.iter().map(|class| class.name()).collect();
    json!({"anyOf": [
        {"title": "spellings and vocabularies, any of them: a | b", "type": "string", "examples": spellings},
        texts(),
        {"type": "object", "required": ["regex"], "properties": {"regex": {"type": "string"}}, "additionalProperties": false},
    ]})
}

fn mapper() -> Value {
    json!({
        "title": "protocol mappers by provider and configuration, with *",
        "type": "object",
        "required": ["protocolMapper"],
        "properties": {
            "protocolMapper": {"type": "string"},
            "config": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": false,
    })
}

fn level() -> Value {
    json!({"enum": ["off", "info", "warning", "error"]})
}

/// A code, or a pattern of codes.
fn code() -> Value {
    json!({
        "title": "a code of `realmform rules`, or a pattern with *",
        "type": "string",
        "anyOf": [{"enum": codes()}, {"pattern": "\\*"}],
    })
}

fn codes() -> Vec<String> {
    let mut codes = rules::codes();
    codes.push(policy::UNUSED.to_owned());
    codes
}
