//! Reads rows by their names.

use std::collections::BTreeMap;

use sqlx::Error;

use super::ask::{self, Given};
use super::dialects;
use super::layout::{Layout, To};
use super::speech::Speech;
use crate::database::connection::Connection;
use realmform_model::rows::key_text;

/// The SQL that selects all fields of a layout, each row's number first, from `t`, joined with what is given by key.
pub(super) fn by_key(layout: &Layout, speech: &dyn Speech) -> String {
    let (columns, joins) = selected(layout, speech);
    let width = layout.key_width();
    format!(
        "with given as ({}) select given.c{width}, {columns} from given join {} as t on {}{joins}",
        speech.given(width + 1),
        speech.table(&layout.table.mapping.table),
        layout.is_given(speech)
    )
}

/// The columns that tell all fields of `t`, and what has to be joined for them.
pub(super) fn selected(layout: &Layout, speech: &dyn Speech) -> (String, String) {
    let (mut columns, mut joins) = (Vec::new(), String::new());
    for (nth, field) in layout.fields.iter().enumerate() {
        let join = format!("j{nth}");
        columns.extend(field.selected(speech, "t", &join));
        joins.extend(field.joined(speech, "t", &join));
    }
    (columns.join(", "), joins)
}

/// The texts of the fields, from the cells of a selected row.
pub(super) fn texts<'c>(layout: &Layout, cells: impl IntoIterator<Item = Option<&'c str>>) -> Vec<Option<String>> {
    let mut cells = cells.into_iter();
    let texts = layout.fields.iter().map(|field| match &field.to {
        To::Value | To::Lookup { .. } => cells.next().flatten().map(str::to_owned),
        To::Row { .. } => {
            let parts: Option<Vec<&str>> = cells.by_ref().take(field.width()).collect();
            parts.map(key_text)
        }
    });
    texts.collect()
}

/// The rows of these names that are there, by their places in the list.
pub(super) async fn rows(
    connection: &mut Connection,
    layout: &Layout<'_>,
    names: &[String],
) -> Result<BTreeMap<usize, Vec<Option<String>>>, Error> {
    let speech = dialects::of(connection.dialect());
    let sql = by_key(layout, speech);
    let given: Vec<Given> =
        names.iter().enumerate().map(|(row, name)| Given { row, texts: layout.key_texts(name) }).collect();
    // A name that cannot be a key is of no row.
    let answers = ask::all(connection, &sql, &given, &mut Vec::new()).await?;
    Ok(answers.iter().map(|(place, cells)| (*place, texts(layout, cells.iter().map(Option::as_deref)))).collect())
}
