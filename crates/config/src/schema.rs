//! The JSON Schema of declarations, made from what the loader itself reads by: the places, fields and secrets of the kinds.
//! Draft 7, which Taplo and Even Better TOML read.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::load::{ExtraFields, complete, lookup_roles, moved};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Field, Kind, Shape};
use realmform_model::desired::COMPLETE;
use realmform_model::{KindName, Path, ownership};

pub mod project;
mod tables;

/// What all schemas begin with.
pub const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of the files in `realm/`, `lookups/` and `tables/`, with the further fields that the project allows.
pub fn declarations(extra: &ExtraFields) -> Value {
    let mut root = Node::default();
    for kind in kinds::ALL {
        for place in kind.places().iter().filter(|place| !place.toml.is_empty()) {
            root.at(place.toml).kind = Some(*kind);
        }
    }
    let mut schema = root.schema(extra);
    schema["$schema"] = json!(DRAFT);
    schema["title"] = json!("Declarations of a realm, its lookups and the rows of tables");
    schema["description"] = json!("Absent fields are not managed: they stay as they are.");
    schema["properties"]["moved"] = moved_blocks();
    schema["properties"]["tables"] = tables::schema(&texts());
    schema["properties"][lookup_roles::KEY] = lookup_roles::schema();
    let mut or_generated = secret();
    if let Some(Value::Array(forms)) = or_generated.get_mut("oneOf") {
        forms.push(json!({
            "type": "object",
            "required": ["generate"],
            "additionalProperties": false,
            "properties": {"generate": {"title": "generated once, and kept by the server", "const": true}},
        }));
    }
    schema["definitions"] = json!({"secret": secret(), "secretOrGenerated": or_generated, "value": value()});
    schema
}

/// What can stand under a key: an object of a kind, fixed keys, names.
#[derive(Default)]
struct Node {
    kind: Option<&'static dyn Kind>,
    keys: BTreeMap<&'static str, Node>,
    /// Under any key, which is a name.
    named: Option<Box<Node>>,
}

impl Node {
    fn at(&mut self, way: &[&'static str]) -> &mut Self {
        match way.split_first() {
            None => self,
            Some((&"*", rest)) => self.named.get_or_insert_default().at(rest),
            Some((key, rest)) => self.keys.entry(key).or_default().at(rest),
        }
    }

    fn schema(&self, extra: &ExtraFields) -> Value {
        let mut properties = Map::new();
        let mut schema = json!({"type": "object"});
        if let Some(kind) = self.kind {
            schema["title"] = json!(kind.name().as_str());
            for (name, shape) in kind.fields() {
                properties.insert((*name).to_owned(), field(kind, &Path::of(&[name]), *shape));
            }
            if kind.marks().is_some() {
                let title = "refuse to delete it, even when it is no longer declared";
                properties.insert(ownership::FLAG.to_owned(), json!({"title": title, "type": "boolean"}));
            }
            let tables: Vec<String> = complete::tables(kind).iter().map(ToString::to_string).collect();
            if !tables.is_empty() {
                let title = "tables that are declared in full: entries that are not declared are removed";
                let items = json!({"enum": tables});
                let list = json!({"title": title, "type": "array", "uniqueItems": true, "items": items});
                properties.insert(COMPLETE.to_owned(), list);
            }
            for name in extra.get(&kind.name()).into_iter().flatten() {
                properties.insert(name.clone(), json!({}));
            }
        }
        for (key, node) in &self.keys {
            properties.insert((*key).to_owned(), node.schema(extra));
        }
        schema["properties"] = Value::Object(properties);
        schema["additionalProperties"] = self.named.as_ref().map_or(Value::Bool(false), |node| node.schema(extra));
        schema
    }
}

fn field(kind: &dyn Kind, path: &Path, shape: Shape) -> Value {
    if kind.secrets().iter().any(|secret| secret.iter().eq(&path.0)) {
        let can_be_generated = kind.generated().iter().any(|secret| secret.iter().eq(&path.0));
        let definition = if can_be_generated { "secretOrGenerated" } else { "secret" };
        return json!({"$ref": format!("#/definitions/{definition}")});
    }
    match shape {
        Shape::Text => json!({"type": "string"}),
        Shape::Bool => or_value(json!({"type": "boolean"})),
        Shape::Int => or_value(json!({"type": "integer"})),
        Shape::Texts => or_value(texts()),
        Shape::TextMap => map(kind, path, &json!({"type": ["string", "number", "boolean"]})),
        Shape::TextsMap => map(kind, path, &json!({"anyOf": [{"type": "string"}, texts()]})),
        Shape::TextMaps => {
            let texts = map(kind, &path.then("*"), &json!({"type": ["string", "number", "boolean"]}));
            json!({"type": "object", "additionalProperties": texts})
        }
        Shape::Fields(known) => known_fields(kind, path, known),
        Shape::Named(known) => {
            let inner = known_fields(kind, &path.then("*"), known);
            json!({"type": "object", "additionalProperties": inner})
        }
        Shape::Any => json!({}),
    }
}

/// A `${name}` that the project has a value for.
fn value() -> Value {
    json!({"title": "a value of realmform.toml", "type": "string", "pattern": "^\\$\\{[A-Za-z_][A-Za-z0-9_-]*\\}$"})
}

/// A value of the project may stand there.
fn or_value(schema: Value) -> Value {
    json!({"anyOf": [schema, {"$ref": "#/definitions/value"}]})
}

/// The schema of a list of strings.
pub fn texts() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

/// A table of any keys, some of which hold secrets.
fn map(kind: &dyn Kind, path: &Path, values: &Value) -> Value {
    let below = kind.secrets().iter().filter(|secret| secret.len() == path.0.len() + 1);
    let below = below.filter(|secret| secret.iter().zip(&path.0).all(|(one, other)| one == other));
    let secrets: Map<String, Value> = below
        .filter_map(|secret| secret.last())
        .map(|key| ((*key).to_owned(), json!({"$ref": "#/definitions/secret"})))
        .collect();
    json!({"type": "object", "properties": secrets, "additionalProperties": values})
}

fn known_fields(kind: &dyn Kind, path: &Path, known: &[Field]) -> Value {
    let fields = known.iter().map(|(name, shape)| ((*name).to_owned(), field(kind, &path.then(*name), *shape)));
    json!({"type": "object", "properties": fields.collect::<Map<_, _>>(), "additionalProperties": false})
}

fn secret() -> Value {
    json!({
        "title": "source of a secret",
        "description": "Never the secret itself.",
        "oneOf": [
            {"type": "object", "required": ["env"], "additionalProperties": false, "properties": {"env": {"type": "string"}}},
            {"type": "object", "required": ["file"], "additionalProperties": false, "properties": {"file": {"type": "string"}}},
            {
                "type": "object",
                "required": ["command"],
                "additionalProperties": false,
                "properties": {"command": {"type": "array", "minItems": 1, "items": {"type": "string"}}},
            },
        ],
    })
}

fn moved_blocks() -> Value {
    let kinds: Vec<&str> = kinds::renamed().into_iter().map(KindName::as_str).collect();
    let mut properties: Map<String, Value> =
        moved::keys().into_iter().map(|key| (key.to_owned(), json!({"type": "string"}))).collect();
    properties.insert("kind".to_owned(), json!({"enum": kinds}));
    json!({
        "title": "renames: old and new names",
        "type": "array",
        "items": {
            "type": "object",
            "required": ["kind", "from", "to"],
            "properties": properties,
            "additionalProperties": false,
        },
    })
}
