//! What refers to rows that are to be deleted.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Error;

use super::ask::{self, Given};
use super::column::Class;
use super::dialects;
use super::layout::Layout;
use super::schema::Schema;
use crate::database::connection::Connection;
use realmform_model::Address;
use realmform_model::live::LiveTable;
use realmform_model::rows::{OnDelete, RowUse};

/// Columns by which applications set rows aside.
const FLAGS: &[&str] = &["active", "is_active", "enabled", "is_enabled"];

/// Counts, for each of the rows, what refers to it by each foreign key.
pub(in crate::database) async fn of(
    connection: &mut Connection,
    live: &BTreeMap<String, LiveTable>,
    rows: &BTreeSet<Address>,
) -> Result<Vec<RowUse>, Error> {
    let speech = dialects::of(connection.dialect());
    let mappings = live.iter().map(|(name, live)| (name.clone(), live.mapping.clone())).collect();
    connection.begin_reading().await?;
    let tables = super::declared::tables(connection, &mappings, &mut Vec::new()).await?;
    let mut uses = Vec::new();
    for (name, known) in &tables {
        let mine: Vec<&Address> = rows.iter().filter(|row| super::known::is_of(row, name)).collect();
        // What does not fit has been told when the rows were read.
        let Ok(layout) = Layout::of(&tables, known, std::iter::empty()) else { continue };
        if mine.is_empty() {
            continue;
        }
        let given: Vec<Given> =
            mine.iter().enumerate().map(|(row, it)| Given { row, texts: layout.key_texts(&it.name) }).collect();
        let width = layout.key_width();
        let flag =
            known.schema.columns.iter().find(|it| it.class == Class::Boolean && FLAGS.contains(&it.name.as_str()));
        for key in &known.schema.incoming {
            let pairs = key.columns.iter().zip(&key.to_columns);
            let on = pairs.map(|(own, target)| format!("f.{} = t.{}", speech.quoted(own), speech.quoted(target)));
            let sql = format!(
                "with given as ({}) select given.c{width}, cast(count(*) as {}) from given join {} as t on {} join {} as f on {} \
                 group by given.c{width}",
                speech.given(width + 1),
                speech.text_type(),
                speech.table(&known.mapping.table),
                layout.is_given(speech),
                speech.table(&key.from),
                on.collect::<Vec<_>>().join(" and "),
            );
            // What goes further than one table, or goes on within the table itself, nobody can review.
            let goes_on = match is_followed(&key.on_delete) {
                true if speech.is_same(&key.from, &known.mapping.table) => true,
                true => {
                    let further = Schema::read(connection, speech, &key.from).await?;
                    further.is_some_and(|further| further.incoming.iter().any(|key| is_followed(&key.on_delete)))
                }
                false => false,
            };
            for (row, answer) in ask::all(connection, &sql, &given, &mut Vec::new()).await? {
                let Some(count) = answer.first().and_then(|count| count.as_deref()?.parse().ok()) else { continue };
                uses.push(RowUse {
                    row: mine[row].clone(),
                    table: speech.shown(&key.from),
                    column: key.columns.join(", "),
                    rows: count,
                    on_delete: match key.on_delete.as_str() {
                        "cascade" if goes_on => OnDelete::Refuse,
                        "cascade" => OnDelete::Cascade,
                        "set null" | "set default" => OnDelete::Clear,
                        _ => OnDelete::Refuse,
                    },
                    flag: flag.map(|column| column.name.clone()),
                });
            }
        }
    }
    connection.run("commit").await?;
    Ok(uses)
}

/// Whether the database does something to rows whose target is deleted.
fn is_followed(on_delete: &str) -> bool {
    matches!(on_delete, "cascade" | "set null" | "set default")
}
