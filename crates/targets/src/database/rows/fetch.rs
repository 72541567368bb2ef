//! Reads rows by their names.

use std::collections::BTreeMap;

use sqlx::Error;

use super::ask::{self, Given};
use super::dialects;
use super::layout::Layout;
use super::speech::Speech;
use crate::database::connection::Connection;

/// The SQL that selects all fields of a layout, each row's number first, from `t`, joined with what is given by key.
pub(super) fn by_key(layout: &Layout, speech: &dyn Speech) -> String {
    let (columns, joins) = selected(layout, speech);
    let width: usize = layout.key.iter().map(|at| layout.fields[*at].width()).sum();
    let mut at = 0;
    let keys = layout.key.iter().map(|key| {
        let field = &layout.fields[*key];
        let is_given = field.is_given(speech, at, "t");
        at += field.width();
        is_given
    });
    let keys: Vec<String> = keys.collect();
    format!(
        "with given as ({}) select given.c{width}, {columns} from given join {} as t on {}{joins}",
        speech.given(width + 1),
        speech.table(&layout.table.mapping.table),
        keys.join(" and ")
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
pub(super) fn texts(layout: &Layout, cells: &[Option<&str>]) -> Vec<Option<String>> {
    let mut cells = cells.iter().copied();
    let texts = layout.fields.iter().map(|field| match field.width() {
        1 if field.part() == realmform_kinds::row::COLUMNS => cells.next().flatten().map(str::to_owned),
        1 if field.part() == realmform_kinds::row::LOOKUPS => cells.next().flatten().map(str::to_owned),
        width => {
            let parts: Option<Vec<&str>> = cells.by_ref().take(width).collect();
            parts.map(realmform_model::rows::key_text)
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
    let mut found = BTreeMap::new();
    for row in answers {
        let cells: Vec<Option<&str>> = row.iter().map(Option::as_deref).collect();
        if let Some((Some(number), cells)) = cells.split_first()
            && let Ok(number) = number.parse()
        {
            found.insert(number, texts(layout, cells));
        }
    }
    Ok(found)
}
