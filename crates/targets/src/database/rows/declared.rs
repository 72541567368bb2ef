//! The tables that the files declare, beside what the database says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sqlx::Error;

use super::dialects;
use super::layout::{Known, Tables};
use super::schema::Schema;
use super::speech::Speech;
use crate::database::connection::Connection;
use crate::database::mapping::Mapping;
use realmform_model::Finding;
use realmform_model::rows::{RowTable, TableName};

/// What the database says of the declared tables.
pub(super) async fn tables<'a>(
    connection: &mut Connection,
    declared: &'a BTreeMap<String, RowTable>,
    findings: &mut Vec<Finding>,
) -> Result<Tables<'a>, Error> {
    let speech = dialects::of(connection.dialect());
    let mut tables = Tables::new();
    let mut places = BTreeMap::<(String, String), &str>::new();
    let own = own(connection, speech).await?;
    let has_lookups = own.len() >= Mapping::of(speech.dialect()).tables().len();
    for (name, mapping) in declared {
        let Some(schema) = Schema::read(connection, speech, &mapping.table).await? else {
            let message = format!("the database has no table `{}`", mapping.table);
            let finding = Finding::error("table/missing", message).at(&mapping.span);
            findings.push(finding.help(
                "create it by the migrations of your application, or fix `table`; realmform fills tables, and makes none of them",
            ));
            continue;
        };
        let refused = |code: &str, why: String, help: &str| {
            Finding::error(code, format!("`{}` {why}", mapping.table)).at(&mapping.span).help(help.to_owned())
        };
        let place = place(connection, speech, &mapping.table).await?;
        match place.filter(|(schema, table)| !speech.is_system(schema, table)) {
            None => findings.push(refused(
                "table/system",
                "belongs to the database itself".to_owned(),
                "declare the tables of an application alone",
            )),
            Some(place) if own.contains(&place) => findings.push(refused(
                "table/system",
                "is a table that realmform keeps lookups in".to_owned(),
                "declare lookups in the folder `lookups/`",
            )),
            Some(place) => match places.insert(place, name) {
                Some(other) => findings.push(refused(
                    "table/twice",
                    format!("is declared as `tables.{other}` and as `tables.{name}`"),
                    "declare each table once: what one of them deletes may be what the other one declares",
                )),
                None => drop(tables.insert(name, Known { mapping, schema, has_lookups })),
            },
        }
    }
    // Rows of a part are rows of the whole.
    for (name, known) in &tables {
        let Some(statement) = speech.wholes(&known.mapping.table) else { continue };
        for row in connection.rows(statement).await? {
            let [Some(schema), Some(table)] = &row[..] else { continue };
            if let Some(whole) = places.get(&(schema.clone(), table.clone())) {
                let message = format!("`tables.{name}` is a part of `tables.{whole}`, and both are declared");
                let finding = Finding::error("table/twice", message).at(&known.mapping.span);
                findings.push(finding.help("declare the whole alone, or its parts alone"));
            }
        }
    }
    Ok(tables)
}

/// Where the database has a table.
async fn place(
    connection: &mut Connection,
    speech: &dyn Speech,
    table: &TableName,
) -> Result<Option<(String, String)>, Error> {
    let rows = connection.rows(speech.place(table)).await?;
    Ok(rows.into_iter().next().and_then(|row| match <[_; 2]>::try_from(row) {
        Ok([Some(schema), Some(table)]) => Some((schema, table)),
        _ => None,
    }))
}

/// Where it has the tables that realmform makes.
async fn own(connection: &mut Connection, speech: &dyn Speech) -> Result<BTreeSet<(String, String)>, Error> {
    let mut own = BTreeSet::new();
    for table in Mapping::of(speech.dialect()).all_tables() {
        let name = TableName { schema: None, table: table.name.0.to_owned() };
        own.extend(place(connection, speech, &name).await?);
    }
    Ok(own)
}

/// How a table maps, without its declared rows.
pub(super) fn bare(mapping: &RowTable) -> RowTable {
    RowTable { rows: Arc::default(), ..mapping.clone() }
}
