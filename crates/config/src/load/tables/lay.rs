//! Rows for one target, laid over those that the other files declare: a row of the same key wins, column by column.

use std::collections::HashMap;
use std::sync::Arc;

use realmform_model::rows::{Cell, RowTable, Rows, TooLarge, key_text};
use realmform_model::{Finding, Span};

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
    let places = |rows: &Rows| -> Vec<Option<usize>> {
        columns.iter().map(|name| rows.columns.iter().position(|column| column == name)).collect()
    };
    let (of_base, of_over) = (places(&base.rows), places(&over.rows));
    let key: Vec<usize> = base.key.iter().filter_map(|name| columns.iter().position(|column| column == name)).collect();
    let name = |rows: &Rows, places: &[Option<usize>], row: usize| {
        key_text(key.iter().map(|column| cell(rows, places, row, *column).text().unwrap_or_default()))
    };
    let mut others: HashMap<String, usize> =
        (0..over.rows.len()).map(|row| (name(&over.rows, &of_over, row), row)).collect();
    let mut all = Rows::new(columns.clone());
    for row in 0..base.rows.len() {
        let other = others.remove(&name(&base.rows, &of_base, row));
        let cells = (0..columns.len()).map(|column| {
            let over = other.map_or(Cell::Absent, |other| cell(&over.rows, &of_over, other, column));
            if over == Cell::Absent { cell(&base.rows, &of_base, row, column) } else { over }
        });
        push(&mut all, cells, &base.rows.span(row))?;
    }
    let mut new: Vec<usize> = others.into_values().collect();
    new.sort_unstable();
    for row in new {
        let cells = (0..columns.len()).map(|column| cell(&over.rows, &of_over, row, column));
        push(&mut all, cells, &over.rows.span(row))?;
    }
    base.rows = Arc::new(all);
    base.references.extend(over.references.clone());
    Ok(())
}

/// A cell by the place of its column in both together.
fn cell<'r>(rows: &'r Rows, places: &[Option<usize>], row: usize, column: usize) -> Cell<'r> {
    places[column].map_or(Cell::Absent, |place| rows.cell(row, place))
}

fn push<'a>(all: &mut Rows, cells: impl Iterator<Item = Cell<'a>>, span: &Span) -> Result<(), Box<Finding>> {
    let pushed = all.push(cells, &span.source, span.offset, span.length);
    pushed.map_err(|TooLarge| Box::new(too_large(span)))
}
