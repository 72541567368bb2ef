//! Rows in a CSV file: the first line names the columns.

use std::sync::Arc;

use csv::{ByteRecord, ReaderBuilder};

use super::large::too_large;
use realmform_model::rows::{Cell, Rows, TooLarge};
use realmform_model::{Finding, Source, Span};

/// A file whose first line has been read.
pub(super) struct Records<'a> {
    pub columns: Vec<String>,
    source: &'a Arc<Source>,
    /// Where the file is named.
    at: Span,
}

type Wrong = Box<Finding>;

impl<'a> Records<'a> {
    /// Reads the names of the columns; `at` is where the file is named.
    pub(super) fn of(source: &'a Arc<Source>, at: &Span) -> Result<Self, Wrong> {
        let mut columns = Vec::new();
        let mut reader = reader(source);
        let header = reader.byte_headers().map_err(|error| unreadable(source, at, &error))?;
        for name in header {
            columns.push(String::from_utf8_lossy(name).trim_start_matches('\u{feff}').to_owned());
        }
        let wrong = |message: String| {
            let finding = Finding::error("table/csv", message).at(at);
            Err(Box::new(finding.help("write the names of the columns in the first line")))
        };
        if columns.iter().all(String::is_empty) {
            return wrong(format!("`{}` has no columns", source.path.display()));
        }
        if let Some(place) = columns.iter().position(String::is_empty) {
            return wrong(format!("column {} of `{}` has no name", place + 1, source.path.display()));
        }
        if let Some(twice) = (1..columns.len()).find(|place| columns[..*place].contains(&columns[*place])) {
            return wrong(format!("`{}` has the column `{}` twice", source.path.display(), columns[twice]));
        }
        Ok(Self { columns, source, at: at.clone() })
    }

    /// Adds the rows. A field that is `null` is SQL's null.
    pub(super) fn read(self, rows: &mut Rows, null: &str) -> Result<(), Wrong> {
        let places: Vec<Option<usize>> =
            rows.columns.iter().map(|name| self.columns.iter().position(|column| column == name)).collect();
        let mut reader = reader(self.source);
        let mut record = ByteRecord::new();
        let at = |start: u64, end: u64| {
            let bytes = |place: u64| usize::try_from(place).unwrap_or(usize::MAX).min(self.source.text.len());
            let text = self.source.text.get(bytes(start)..bytes(end)).unwrap_or_default();
            (bytes(start) + (text.len() - text.trim_start().len()), text.trim().len())
        };
        loop {
            let start = reader.position().byte();
            match reader.read_byte_record(&mut record) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(unreadable(self.source, &self.at, &error)),
            }
            let (offset, length) = at(start, reader.position().byte());
            let cells = places.iter().map(|place| match place.and_then(|place| record.get(place)) {
                None => Cell::Absent,
                Some(bytes) if bytes == null.as_bytes() => Cell::Null,
                // The file is text, and so are its fields.
                Some(bytes) => std::str::from_utf8(bytes).map_or(Cell::Absent, Cell::Text),
            });
            let pushed = rows.push(cells, self.source, offset, length);
            pushed.map_err(|TooLarge| Box::new(too_large(&Span::of(self.source, offset..offset + length))))?;
        }
    }
}

fn reader(source: &Source) -> csv::Reader<&[u8]> {
    ReaderBuilder::new().from_reader(source.text.as_bytes())
}

/// A file that is no CSV: nothing of it is shown, as nobody knows which column what stands in.
fn unreadable(source: &Source, at: &Span, error: &csv::Error) -> Wrong {
    let shown = source.path.display();
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line} of `{shown}` has {len} fields, but the first line has {expected_len}")
        }
        _ => format!("cannot read `{shown}` as CSV"),
    };
    let finding = Finding::error("table/csv", message).at(at);
    Box::new(
        finding
            .help("put fields with a comma, a quote or a line break in double quotes, and double the quotes in them"),
    )
}
