//! Rows of declared tables: what of them differs, and how that is written.

mod ask;
mod compare;
mod fetch;
mod index;
mod known;
mod layout;
mod moves;
mod mysql;
mod postgres;
mod schema;
mod speech;
mod sqlite;
pub(super) mod uses;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use sqlx::Error;

use super::connection::Connection;
use layout::{Known, Tables};
use realmform_model::live::LiveTable;
use realmform_model::rows::RowTable;
use realmform_model::{Address, Declared, Desired, Finding, Live, Object};
use schema::Schema;

pub(super) use write::{Failed, is_row, write};

/// What a comparison of rows found.
#[derive(Default)]
pub(super) struct Found {
    /// Live rows that differ, or that may have to go.
    pub objects: BTreeMap<Address, Object>,
    /// What the files say of rows that differ or are missing.
    pub rows: BTreeMap<Address, Declared>,
    pub tables: BTreeMap<String, LiveTable>,
    /// Rows that are as they are declared.
    pub equal: usize,
    pub findings: Vec<Finding>,
}

impl Found {
    /// Adds it to what was read besides.
    pub(super) fn join(self, live: &mut Live) {
        live.objects.extend(self.objects);
        live.rows.extend(self.rows);
        live.tables.extend(self.tables);
        live.equal_rows += self.equal;
        live.findings.extend(self.findings);
    }
}

/// Compares the declared rows of each table with those that live, as of one moment.
pub(super) async fn read(connection: &mut Connection, desired: &Desired) -> Result<Found, Error> {
    let mut found = Found::default();
    if desired.tables.is_empty() {
        return Ok(found);
    }
    connection.begin_reading().await?;
    let tables = declared(connection, &desired.tables, &mut found.findings).await?;
    for known in tables.values() {
        compare::table(connection, &tables, known, desired, &mut found).await?;
    }
    connection.run("commit").await?;
    Ok(found)
}

/// What the database says of the declared tables.
async fn declared<'a>(
    connection: &mut Connection,
    declared: &'a BTreeMap<String, RowTable>,
    findings: &mut Vec<Finding>,
) -> Result<Tables<'a>, Error> {
    let speech = speech::of(connection.dialect());
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
fn bare(mapping: &RowTable) -> RowTable {
    RowTable { rows: Arc::default(), ..mapping.clone() }
}
