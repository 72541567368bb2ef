//! The tables that the files declare, beside what the database says of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::Error;

use super::dialects;
use super::layout::{Known, Tables};
use super::schema::Schema;
use crate::database::connection::Connection;
use realmform_model::Finding;
use realmform_model::rows::RowTable;

/// What the database says of the declared tables.
pub(super) async fn tables<'a>(
    connection: &mut Connection,
    declared: &'a BTreeMap<String, RowTable>,
    findings: &mut Vec<Finding>,
) -> Result<Tables<'a>, Error> {
    let speech = dialects::of(connection.dialect());
    let mut tables = Tables::new();
    for (name, mapping) in declared {
        match Schema::read(connection, speech, &mapping.table).await? {
            Some(schema) => drop(tables.insert(name, Known { mapping, schema })),
            None => {
                let message = format!("the database has no table `{}`", mapping.table);
                let finding = Finding::error("table/missing", message).at(&mapping.span);
                findings.push(finding.help(
                    "create it by the migrations of your application, or fix `table`; realmform fills tables, and makes none of them",
                ));
            }
        }
    }
    Ok(tables)
}

/// How a table maps, without its declared rows.
pub(super) fn bare(mapping: &RowTable) -> RowTable {
    RowTable { rows: Arc::default(), ..mapping.clone() }
}
