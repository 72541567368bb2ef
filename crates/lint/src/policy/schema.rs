//! The JSON Schema of policy files: the keys that their reader knows, and the codes that there are.
//!
//! Lint itself reports what depends on other keys (a pattern's parts, which kinds `client` restricts).

use serde_json::{Map, Value, json};

use crate::policy::CharacterClass;
use crate::{policy, rules};
use realmform_config::schema::{DRAFT, texts};
use realmform_kinds as kinds;

/// The schema of the files in `policies/`.
pub fn schema() -> Value {
    json!({
        "$schema": DRAFT,
        "title": "Policies: names, requirements, waivers and levels of findings",
        "type": "object",
        "properties": policy::SECTIONS.iter().map(|name| ((*name).to_owned(), section(name))).collect::<Map<_, _>>(),
        "additionalProperties": false,
        "definitions": {"code": code()},
    })
}

fn section(name: &str) -> Value {
    match name {
        "vocabularies" => json!({
            "title": "lists of words, by name of the vocabulary",
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": {"type": "string"}}, word_file()]},
        }),
        "levels" => json!({
            "title": "severity of findings, by code or pattern of codes",
            "type": "object",
            "propertyNames": {"$ref": "#/definitions/code"},
            "properties": codes().into_iter().map(|code| (code, level())).collect::<Map<_, _>>(),
            "additionalProperties": level(),
        }),
        "naming" => tables(
            name,
            "rules for names",
            json!({
                "required": ["kind"],
                "oneOf": [{"required": ["name"]}, {"required": ["regex"]}],
            }),
        ),
        "reserved" => tables(
            name,
            "what only some objects may have",
            json!({
                "required": ["only"],
                "oneOf": required_alternatives(&["role", "scope", "mapper", "group"]),
            }),
        ),
        "require" => tables(
            name,
            "requirements on objects, by name",
            json!({
                "required": ["kind"],
                "anyOf": required_alternatives(&["set", "unset", "role", "roles", "groups", "belongsTo"]),
            }),
        ),
        "waive" => tables(name, "findings to ignore", json!({"required": ["code", "object", "reason"]})),
        _ => json!({}),
    }
}

fn required_alternatives(keys: &[&str]) -> Vec<Value> {
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
            json!({"title": "kind that the rule applies to", "anyOf": [kind, {"type": "array", "items": kind}]})
        }
        (_, "kind") => json!({"title": "kind that the rule applies to", "anyOf": [kind]}),
        ("naming", "name") => list("pattern, such as <product>-<type>-<name>, or a list of patterns"),
        (_, "name") => list("names; * matches any characters"),
        (_, "client") => list("only objects of these clients; * matches any characters"),
        (_, "product") => list("only names that start with this word, or objects of a client whose name does"),
        ("naming", "path") => list("only these groups; /svc/** matches /svc and every group below it"),
        (_, "path") => text("only groups with this path, such as /<product>/<role>"),
        (_, "type") => list("only lookups of these types; * matches any characters"),
        (_, "regex") => text("regular expression that matches the whole name"),
        (_, "parts") => {
            json!({"title": "allowed values for the parts of the pattern", "type": "object", "additionalProperties": part()})
        }
        (_, "severity") => json!({"title": "severity; the default is error", "enum": ["error", "warning", "info"]}),
        ("naming", "why") => list("reason, shown with each finding"),
        (_, "why") => text("reason, shown with each finding"),
        ("waive", "code") => {
            json!({"title": "code; * matches any characters", "allOf": [{"$ref": "#/definitions/code"}, {"not": {"pattern": "^waiver/"}}]})
        }
        ("waive", "object") => {
            json!({"title": "object of the finding; * matches any characters", "type": "string", "minLength": 1})
        }
        (_, "reason") => json!({"title": "reason for the waiver", "type": "string", "minLength": 1}),
        (_, "until") => {
            json!({"title": "last day on which the waiver is valid", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
        }
        ("reserved", "role") => {
            list("roles; client/name for a client role, name alone for a realm role; * matches any characters")
        }
        ("reserved", "scope") => list("client scopes; * matches any characters"),
        ("reserved", "group") => list("group paths; * matches any characters"),
        (_, "mapper") => mapper(),
        (_, "only") => {
            list("addresses of objects that may have it; * matches any characters; an empty list allows nobody")
        }
        (_, "fullScope") => json!({"title": "report clients with full scope allowed", "type": "boolean"}),
        (_, "set") => json!({"title": "fields and their required values", "type": "object"}),
        (_, "unset") => list("fields that must not be set"),
        (_, "role") => text("role that it must have: client/name, with the parts of the path"),
        (_, "roles") => list("roles that it may have, and no others"),
        (_, "groups") => list("groups, one of which it must be a member of"),
        (_, "belongsTo") => list("clients that the role may belong to; * matches any characters"),
        _ => json!({}),
    }
}

fn word_file() -> Value {
    json!({
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"title": "text file with one word per line, or JSON or TOML; the path is relative to the folder of this file", "type": "string"},
            "key": {"title": "path to the list in JSON or TOML", "type": "string"},
        },
        "additionalProperties": false,
    })
}

fn part() -> Value {
    let spellings: Vec<&str> = CharacterClass::ALL.iter().map(|class| class.name()).collect();
    json!({"anyOf": [
        {"title": "spelling styles and vocabularies; any of them matches: a | b", "type": "string", "examples": spellings},
        texts(),
        {"type": "object", "required": ["regex"], "properties": {"regex": {"type": "string"}}, "additionalProperties": false},
    ]})
}

fn mapper() -> Value {
    json!({
        "title": "protocol mappers, by provider and configuration; * matches any characters",
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
        "title": "code that `realmform rules` lists, or a pattern with *",
        "type": "string",
        "anyOf": [{"enum": codes()}, {"pattern": "\\*"}],
    })
}

fn codes() -> Vec<String> {
    let mut codes = rules::codes();
    codes.push(policy::UNUSED.to_owned());
    codes
}
