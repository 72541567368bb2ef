//! The schema of `[tables.NAME]`.

use serde_json::{Value, json};

use realmform_model::rows::RowMode;

/// What declares tables and their rows; `texts` is the schema of a list of strings.
pub(super) fn schema(texts: &Value) -> Value {
    let modes: Vec<&str> = RowMode::ALL.iter().map(|(word, _)| *word).collect();
    let reference = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "column": {"title": "the column that holds the id; the name of the reference, if absent", "type": "string"},
            "table": {"title": "the declared table whose rows it names", "type": "string"},
            "lookup": {"title": "the lookup type whose values it names", "type": "string"},
        },
        "oneOf": [{"required": ["table"]}, {"required": ["lookup"]}],
    });
    let row = json!({"type": "object"});
    json!({
        "type": "object",
        "additionalProperties": {
            "title": "a table of the database, and rows of it",
            "type": "object",
            "required": ["key"],
            "additionalProperties": false,
            "properties": {
                "table": {"title": "its name in the database, if it has another: `schema.table`", "type": "string"},
                "key": {
                    "title": "the column, or columns, that tell the rows apart",
                    "anyOf": [{"type": "string"}, texts],
                },
                "mode": {"title": "what becomes of rows that differ", "enum": modes},
                "csv": {"title": "a file of rows, in this folder or below", "type": "string", "pattern": "\\.csv$"},
                "null": {"title": "the text that stands for NULL; in CSV files, an empty field if absent", "type": "string"},
                "references": {"type": "object", "additionalProperties": reference},
                "rows": {"anyOf": [
                    {"type": "object", "additionalProperties": row},
                    {"type": "array", "items": row},
                ]},
            },
        },
    })
}
