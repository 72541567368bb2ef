//! The tables whose rows a plan touches, in its file and back: how they map, without the rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use realmform_model::Span;
use realmform_model::rows::{RowMode, RowReference, RowTable, RowTarget, Rows, TableName};

#[derive(Deserialize)]
pub(super) struct TableJson {
    name: String,
    schema: Option<String>,
    table: String,
    key: Vec<String>,
    mode: String,
    references: BTreeMap<String, ReferenceJson>,
}

#[derive(Deserialize)]
struct ReferenceJson {
    column: String,
    table: Option<String>,
    lookup: Option<String>,
}

pub(super) fn read(tables: Vec<TableJson>) -> Result<BTreeMap<String, RowTable>, String> {
    let tables = tables.into_iter().map(|it| {
        let references = it.references.into_iter().map(|(name, reference)| {
            let to = match (reference.table, reference.lookup) {
                (Some(table), None) => RowTarget::Table(table),
                (None, Some(lookup)) => RowTarget::Lookup(lookup),
                _ => return Err(format!("the reference `{name}` of the table `{}` names nothing", it.name)),
            };
            Ok((name, RowReference { column: reference.column, to, span: Span::default() }))
        });
        let table = RowTable {
            table: TableName { schema: it.schema, table: it.table },
            mode: RowMode::named(&it.mode).ok_or_else(|| format!("unknown mode `{}`", it.mode))?,
            references: references.collect::<Result<_, String>>()?,
            key: Some(it.key).filter(|key| !key.is_empty()).ok_or("a table has no key")?,
            rows: Arc::new(Rows::default()),
            span: Span::default(),
            key_span: Span::default(),
            name: it.name.clone(),
        };
        Ok((it.name, table))
    });
    tables.collect()
}

pub(super) fn write(tables: &BTreeMap<String, RowTable>) -> Value {
    let tables = tables.values().map(|table| {
        let references = table.references.iter().map(|(name, reference)| {
            let (table, lookup) = match &reference.to {
                RowTarget::Table(name) => (Some(name), None),
                RowTarget::Lookup(name) => (None, Some(name)),
            };
            (name.clone(), json!({ "column": reference.column, "table": table, "lookup": lookup }))
        });
        json!({
            "name": table.name,
            "schema": table.table.schema,
            "table": table.table.table,
            "key": table.key,
            "mode": table.mode.word(),
            "references": references.collect::<serde_json::Map<_, _>>(),
        })
    });
    tables.collect()
}
