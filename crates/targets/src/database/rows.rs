//! Rows of declared tables: what of them differs, and how that is written.

mod ask;
mod column;
mod compare;
mod declared;
mod dialects;
mod fetch;
mod found;
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
mod value;
mod write;

use sqlx::Error;

use super::connection::Connection;
use realmform_model::Desired;

use found::Found;

pub(super) use write::{Failed, is_row, write};

/// Compares the declared rows of each table with those that live, as of one moment.
pub(super) async fn read(connection: &mut Connection, desired: &Desired) -> Result<Found, Error> {
    let mut found = Found::default();
    if desired.tables.is_empty() {
        return Ok(found);
    }
    connection.begin_reading().await?;
    let tables = declared::tables(connection, &desired.tables, &mut found.findings).await?;
    for known in tables.values() {
        compare::table(connection, &tables, known, desired, &mut found).await?;
    }
    connection.run("commit").await?;
    Ok(found)
}
