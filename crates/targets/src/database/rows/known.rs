//! Rows whose names are known beforehand: those that a plan has spoken of, and those that are to go.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::Error;

use super::ask::{self, Given};
use super::found::Found;
use super::layout::{Known, Layout, Tables};
use super::moves::Moves;
use super::{dialects, fetch};
use crate::database::connection::Connection;
use crate::database::statement::Statement;
use realmform_kinds::names;
use realmform_kinds::secret::is_called;
use realmform_model::rows::{key_parts, key_text};
use realmform_model::{Address, Body, Desired, Object};

/// Whether the address is that of a row of this table.
pub(super) fn is_of(address: &Address, table: &str) -> bool {
    address.kind == names::ROW && address.parent.as_ref().is_some_and(|parent| parent.name == table)
}

/// Rows that a plan has spoken of, under their names and those that they had before: of each the fields that its
/// declaration has, all where it says nothing. What means the same as is declared is told as it is declared.
pub(super) async fn look_up(
    connection: &mut Connection,
    tables: &Tables<'_>,
    known: &Known<'_>,
    desired: &Desired,
    wanted: &[&Address],
    found: &mut Found,
) -> Result<(), Error> {
    let table = &known.mapping.name;
    let mut wanted: BTreeMap<String, &Body> =
        wanted.iter().map(|address| (address.name.clone(), &desired.objects[*address].body)).collect();
    let Some(layout) = all(tables, known, found) else { return Ok(()) };
    let moves = Moves::of(desired, &layout);
    let former: Vec<(String, &Body)> =
        wanted.iter().flat_map(|(name, body)| moves.former(name).into_iter().map(|name| (name, *body))).collect();
    for (name, body) in former {
        wanted.entry(name).or_insert(body);
    }
    let speech = dialects::of(connection.dialect());
    let (text, place) = (speech.text_type(), speech.table(&known.mapping.table));
    let count = format!("select cast(count(*) as {text}) from {place}");
    let counted = connection.rows(Statement::with(connection.dialect(), count, Vec::new())).await?;
    if let (Some(live), Some([Some(count)])) = (found.tables.get_mut(table), counted.first().map(Vec::as_slice)) {
        live.count = count.parse().unwrap_or_default();
    }
    let names: Vec<String> = wanted.keys().cloned().collect();
    let mut rows = fetch::rows(connection, &layout, &names).await?;
    // What a key names may have its former name still.
    let keyed = names.iter().enumerate().filter(|(place, _)| !rows.contains_key(place));
    let keyed =
        keyed.flat_map(|(place, name)| former_keys(&layout, &moves, name).into_iter().map(move |it| (place, it)));
    let (places, former): (Vec<usize>, Vec<String>) = keyed.unzip();
    for (place, texts) in fetch::rows(connection, &layout, &former).await? {
        rows.entry(places[place]).or_insert(texts);
    }
    rows.values_mut().for_each(|texts| moves.follow(texts));
    let declared = |place: usize, field: usize| -> Option<&Value> {
        let field = &layout.fields[field];
        wanted[&names[place]].get(field.part())?.get(&field.name)
    };
    let is_other = |place: usize, field: usize, text: Option<&str>| {
        declared(place, field).is_some_and(|value| !value.is_null() && *value != layout.fields[field].value(text))
    };
    let fields: BTreeSet<usize> = rows
        .iter()
        .flat_map(|(place, texts)| (0..texts.len()).filter(|at| is_other(*place, *at, texts[*at].as_deref())))
        .filter(|at| layout.fields[*at].part() == realmform_kinds::row::COLUMNS)
        .collect();
    let fields: Vec<usize> = fields.into_iter().collect();
    let given = rows.keys().map(|place| {
        let mut texts = layout.key_texts(&names[*place]);
        texts.extend(
            fields.iter().flat_map(|at| layout.fields[*at].texts(declared(*place, *at).unwrap_or(&Value::Null))),
        );
        Given { row: *place, texts }
    });
    let given: Vec<Given> = given.collect();
    let mut same = BTreeSet::new();
    if !fields.is_empty() {
        let sql = ask::whether_same(&layout, dialects::of(connection.dialect()), &fields);
        // What the database cannot read is not the same.
        for (place, answer) in ask::all(connection, &sql, &given, &mut Vec::new()).await? {
            same.extend(ask::same(&answer, &fields).map(|field| (place, field)));
        }
    }
    for (place, texts) in rows {
        let is_asked = !wanted[&names[place]].is_empty();
        let body = layout.body(|at| (!is_asked || declared(place, at).is_some()).then(|| texts[at].as_deref()));
        let mut body = layout.with_key(body, wanted[&names[place]]);
        for (_, at) in same.range((place, 0)..(place + 1, 0)) {
            let field = &layout.fields[*at];
            if let (Some(value), Some(Value::Object(part))) = (declared(place, *at), body.get_mut(field.part())) {
                part.insert(field.name.clone(), value.clone());
            }
        }
        found.objects.insert(names::row(table, &names[place]), Object { body, ..Object::default() });
    }
    Ok(())
}

/// The names of a row, where what its key names is called as it was before.
fn former_keys(layout: &Layout, moves: &Moves, name: &str) -> Vec<String> {
    let parts = key_parts(name);
    let mut former = Vec::new();
    for (nth, at) in layout.key.iter().enumerate() {
        let Some(part) = parts.get(nth) else { continue };
        for before in moves.former_of(*at, part) {
            let mut parts = parts.clone();
            parts[nth] = before;
            former.push(key_text(parts.iter().map(String::as_str)));
        }
    }
    former
}

/// Keeps the live rows of these names with all that they have.
pub(super) async fn whole(
    connection: &mut Connection,
    tables: &Tables<'_>,
    known: &Known<'_>,
    names: &[String],
    found: &mut Found,
) -> Result<(), Error> {
    if names.is_empty() {
        return Ok(());
    }
    let Some(layout) = all(tables, known, found) else { return Ok(()) };
    for (place, texts) in fetch::rows(connection, &layout, names).await? {
        let body = layout.body(|at| Some(texts[at].as_deref()));
        found.objects.insert(names::row(&known.mapping.name, &names[place]), Object { body, ..Object::default() });
    }
    Ok(())
}

/// All that rows of the table have and can be given.
fn all<'a>(tables: &'a Tables<'a>, known: &'a Known<'a>, found: &mut Found) -> Option<Layout<'a>> {
    let mapping = known.mapping;
    let referring: Vec<&str> = mapping.references.values().map(|it| it.column.as_str()).collect();
    // What is called like a secret is shown nowhere, and so it is not kept either.
    let columns = known.schema.columns.iter().filter(|column| !column.is_generated && !is_called(&column.name));
    let columns = columns.map(|column| column.name.as_str()).filter(|name| !referring.contains(name));
    let all = mapping.references.keys().map(String::as_str).chain(columns);
    Layout::of(tables, known, all).map_err(|findings| found.findings.extend(findings)).ok()
}
