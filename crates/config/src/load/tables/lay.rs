//! Rows for one target, laid over those that the other files declare: a row of the same key wins, column by column.

use std::collections::HashMap;
use std::sync::Arc;

use realmform_model::rows::{Cell, RowTable, Rows, TooLarge};
use realmform_model::{Finding, rows::key_text};

use super::large::too_large;

/// Lays a declaration over another of the same table.
///
/// # Errors
/// They have other keys, or are too large together.
pub(crate) fn lay(base: &mut RowTable, over: &RowTable) -> Result<(), Box<Finding>> {
    if base.key != over.key {
        let message = format!("`tables.{}` has another key here than where it is first declared", base.name);
        let finding = Finding::error("table/key", message).at(&over.key_span);
        return Err(Box::new(finding.help("write the same `key`").and_at("first declared here", &base.key_span)));
    }
    let mut columns = base.rows.columns.clone();
    columns.extend(over.rows.columns.iter().filter(|name| !base.rows.columns.contains(name)).cloned());
    let keyed: HashMap<String, usize> =
        (0..over.rows.len()).map(|row| (key_of(&over.rows, row, &base.key), row)).collect();
    let mut used = vec![false; over.rows.len()];
    let mut all = Rows::new(columns);
    let place = |rows: &Rows, name: &str| rows.columns.iter().position(|column| column == name);
    let cell = |rows: &'_ Rows, row: usize, name: &str| match place(rows, name) {
        Some(column) => (row, column),
        None => (row, usize::MAX),
    };
    let names = all.columns.clone();
    for row in 0..base.rows.len() {
        let other = keyed.get(&key_of(&base.rows, row, &base.key)).copied();
        other.into_iter().for_each(|other| used[other] = true);
        let cells = names.iter().map(|name| {
            let over_cell = other.map(|other| cell(&over.rows, other, name)).map(|(row, at)| get(&over.rows, row, at));
            match over_cell {
                Some(Cell::Absent) | None => {
                    let (row, at) = cell(&base.rows, row, name);
                    get(&base.rows, row, at)
                }
                Some(cell) => cell,
            }
        });
        let span = base.rows.span(row);
        push(&mut all, cells, &span)?;
    }
    for row in (0..over.rows.len()).filter(|row| !used[*row]) {
        let cells = names.iter().map(|name| {
            let (row, at) = cell(&over.rows, row, name);
            get(&over.rows, row, at)
        });
        push(&mut all, cells, &over.rows.span(row))?;
    }
    base.rows = Arc::new(all);
    base.references.extend(over.references.clone());
    Ok(())
}

fn push<'a>(
    all: &mut Rows,
    cells: impl Iterator<Item = Cell<'a>>,
    span: &realmform_model::Span,
) -> Result<(), Box<Finding>> {
    let pushed = all.push(cells, &span.source, span.offset, span.length);
    pushed.map_err(|TooLarge| Box::new(too_large(span)))
}

fn get(rows: &Rows, row: usize, column: usize) -> Cell<'_> {
    if column == usize::MAX { Cell::Absent } else { rows.cell(row, column) }
}

fn key_of(rows: &Rows, row: usize, key: &[String]) -> String {
    let parts = key.iter().map(|name| {
        let column = rows.columns.iter().position(|column| column == name);
        column.and_then(|column| rows.cell(row, column).text()).unwrap_or_default()
    });
    key_text(parts)
}
