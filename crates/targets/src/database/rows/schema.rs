//! What a database says of a table: its columns, what is unique in it, and what refers to what.

use std::collections::BTreeMap;

use sqlx::Error;

use super::column::Column;
use super::speech::Speech;
use crate::database::connection::{Connection, Row};
use realmform_model::rows::TableName;

/// A foreign key, of the table or to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKey {
    pub from: TableName,
    pub columns: Vec<String>,
    pub to: TableName,
    pub to_columns: Vec<String>,
    /// What becomes of a row whose target is deleted: `cascade`, `set null`, `restrict` …
    pub on_delete: String,
}

/// A table, as the database describes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Schema {
    pub columns: Vec<Column>,
    /// Each unique index, by its columns.
    pub unique: Vec<Vec<String>>,
    /// The primary key; empty where there is none.
    pub primary: Vec<String>,
    /// Foreign keys of this table.
    pub outgoing: Vec<ForeignKey>,
    /// Foreign keys to this table.
    pub incoming: Vec<ForeignKey>,
}

impl Schema {
    /// Asks the database; `None` where there is no such table.
    pub(super) async fn read(
        connection: &mut Connection,
        speech: &dyn Speech,
        table: &TableName,
    ) -> Result<Option<Self>, Error> {
        let columns = connection.rows(speech.columns(table)).await?;
        let columns: Vec<Column> = columns.into_iter().filter_map(|row| column(speech, row)).collect();
        if columns.is_empty() {
            return Ok(None);
        }
        let (mut unique, mut primary) = (BTreeMap::<String, Vec<String>>::new(), Vec::new());
        for row in connection.rows(speech.unique(table)).await? {
            let [Some(index), Some(column), is_primary] = &row[..] else { continue };
            unique.entry(index.clone()).or_default().push(column.clone());
            if is_primary.as_deref() == Some("1") {
                primary.push(column.clone());
            }
        }
        let mut keys = BTreeMap::<String, ForeignKey>::new();
        for row in connection.rows(speech.foreign_keys(table)).await? {
            let [Some(id), from_schema, Some(from), Some(column), to_schema, Some(to), to_column, on_delete] = &row[..]
            else {
                continue;
            };
            let key = keys.entry(id.clone()).or_insert_with(|| ForeignKey {
                from: TableName { schema: from_schema.clone(), table: from.clone() },
                columns: Vec::new(),
                to: TableName { schema: to_schema.clone(), table: to.clone() },
                to_columns: Vec::new(),
                on_delete: on_delete.clone().unwrap_or_default().to_lowercase(),
            });
            key.columns.push(column.clone());
            key.to_columns.extend(to_column.clone());
        }
        let is_this = |name: &TableName| speech.is_same(name, table);
        let outgoing = keys.values().filter(|key| is_this(&key.from)).cloned().collect();
        let incoming = keys.into_values().filter(|key| is_this(&key.to)).collect();
        Ok(Some(Self { columns, unique: unique.into_values().collect(), primary, outgoing, incoming }))
    }

    /// The column of this name.
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// `name, type to cast to, bare type, whether the database fills it`.
fn column(speech: &dyn Speech, row: Row) -> Option<Column> {
    let mut cells = row.into_iter();
    let mut next = || cells.next().flatten();
    let (name, cast, base) = (next()?, next()?, next()?.to_lowercase());
    let is_generated = next().as_deref() == Some("1");
    Some(Column { class: speech.class(&base), name, cast, base, is_generated })
}
