//! Tables of a database whose rows are declared: what a table is called, how its rows are told apart, and the rows
//! themselves, kept as texts in one piece, because there may be a million.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::source::{Source, Span};

/// What becomes of rows that differ from the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowMode {
    /// Missing rows are inserted; those that are there stay as they are.
    Insert,
    /// Missing rows are inserted, different ones updated.
    #[default]
    Upsert,
    /// The same, and rows that are not declared are deleted, as far as the ownership allows.
    Sync,
}

impl RowMode {
    /// All modes with their words.
    pub const ALL: [(&'static str, Self); 3] =
        [("insert", Self::Insert), ("upsert", Self::Upsert), ("sync", Self::Sync)];

    /// The mode of a word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode)
    }

    /// Its word.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("", |(word, _)| *word)
    }
}

/// The name of a table: a schema, if it has one, and the table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableName {
    /// The schema; `None` for where the database looks for unqualified names.
    pub schema: Option<String>,
    /// The table.
    pub table: String,
}

impl TableName {
    /// Reads `table`, `schema.table` or `"odd name"."and table"`, as SQL quotes names. `None` where it is none of them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        loop {
            let part = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let mut name = String::new();
                    let mut letters = quoted.char_indices().peekable();
                    let end = loop {
                        match letters.next()? {
                            (_, '"') if letters.peek().is_some_and(|(_, next)| *next == '"') => {
                                letters.next();
                                name.push('"');
                            }
                            (at, '"') => break at + 1,
                            (_, letter) => name.push(letter),
                        }
                    };
                    rest = &quoted[end..];
                    name
                }
                None => {
                    let end = rest.find('.').unwrap_or(rest.len());
                    let (name, after) = rest.split_at(end);
                    rest = after;
                    name.to_owned()
                }
            };
            if part.is_empty() {
                return None;
            }
            parts.push(part);
            match rest.strip_prefix('.') {
                Some(after) => rest = after,
                None if rest.is_empty() => break,
                None => return None,
            }
        }
        match <[String; 2]>::try_from(parts) {
            Ok([schema, table]) => Some(Self { schema: Some(schema), table }),
            Err(parts) => match <[String; 1]>::try_from(parts) {
                Ok([table]) => Some(Self { schema: None, table }),
                Err(_) => None,
            },
        }
    }
}

impl TableName {
    /// Whether both can mean one table: one of them may be without its schema, and letters may differ in their case.
    pub fn may_be(&self, other: &Self) -> bool {
        let schemas = self.schema.as_ref().zip(other.schema.as_ref());
        self.table.eq_ignore_ascii_case(&other.table) && schemas.is_none_or(|(one, two)| one.eq_ignore_ascii_case(two))
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |name: &str| match name.contains(['.', '"']) {
            true => format!("\"{}\"", name.replace('"', "\"\"")),
            false => name.to_owned(),
        };
        match &self.schema {
            Some(schema) => write!(f, "{}.{}", part(schema), part(&self.table)),
            None => f.write_str(&part(&self.table)),
        }
    }
}

/// What a reference of a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowTarget {
    /// A row of a declared table, by the table's name in the files.
    Table(String),
    /// A value of a lookup type.
    Lookup(String),
}

/// A column that holds the id of another row, which the files call by its natural key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowReference {
    /// The column.
    pub column: String,
    /// What it names.
    pub to: RowTarget,
    /// Where it is declared.
    pub span: Span,
}

/// A declared table.
#[derive(Clone, Debug)]
pub struct RowTable {
    /// Its name in the files and in addresses.
    pub name: String,
    /// Its name in the database.
    pub table: TableName,
    /// The columns, or references, of the natural key. Never empty.
    pub key: Vec<String>,
    /// What becomes of rows that differ.
    pub mode: RowMode,
    /// Columns that hold ids of other rows, by the names that rows give them.
    pub references: BTreeMap<String, RowReference>,
    /// The declared rows.
    pub rows: Arc<Rows>,
    /// Where the table is declared.
    pub span: Span,
    /// Where its key is declared.
    pub key_span: Span,
}

/// What the database does with rows whose target is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDelete {
    /// It deletes them, too.
    Cascade,
    /// It takes the reference away.
    Clear,
    /// It refuses.
    Refuse,
}

/// Rows that refer to a row which a plan deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowUse {
    /// The row that goes.
    pub row: crate::Address,
    /// The table of those that refer to it.
    pub table: TableName,
    /// The column in which they do.
    pub column: String,
    /// How many they are.
    pub rows: usize,
    /// What becomes of them.
    pub on_delete: OnDelete,
    /// A column of the row's own table by which it can be set aside instead.
    pub flag: Option<String>,
}

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The file says nothing of the column.
    Absent,
    /// SQL's null.
    Null,
    /// The value as text: what the database makes of it, as one of the column's type, is meant.
    Text(&'a str),
}

impl<'a> Cell<'a> {
    /// The text, where it has one.
    pub fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Absent | Self::Null => None,
        }
    }
}

/// Many rows of the same columns, in a few large pieces of memory: a text is kept once, a cell costs four bytes besides.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The columns and references that any of the rows has.
    pub columns: Vec<String>,
    text: String,
    /// Where each cell ends in the text, row by row; the high bits say what has no text.
    ends: Vec<u32>,
    /// The file that each row stands in, and where.
    places: Vec<(u16, u32, u32)>,
    sources: Vec<Arc<Source>>,
}

const ABSENT: u32 = 1 << 31;
const NULL: u32 = 1 << 30;
const MOST_BYTES: usize = NULL as usize - 1;

/// There are more bytes than a declared table can have: a gigabyte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Rows {
    /// No rows yet, of these columns.
    pub fn new(columns: Vec<String>) -> Self {
        Self { columns, ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Adds a row; cells that are not given are absent.
    ///
    /// # Errors
    /// All together would be too large.
    pub fn push<'a>(
        &mut self,
        cells: impl IntoIterator<Item = Cell<'a>>,
        source: &Arc<Source>,
        offset: usize,
        length: usize,
    ) -> Result<(), TooLarge> {
        let before = self.ends.len();
        for cell in cells.into_iter().take(self.columns.len()) {
            let mark = match cell {
                Cell::Absent => ABSENT,
                Cell::Null => NULL,
                Cell::Text(text) => {
                    self.text.push_str(text);
                    0
                }
            };
            let end = Some(self.text.len()).filter(|end| *end <= MOST_BYTES).ok_or(TooLarge)?;
            self.ends.push(u32::try_from(end).map_err(|_| TooLarge)? | mark);
        }
        let end = u32::try_from(self.text.len()).map_err(|_| TooLarge)?;
        self.ends.resize(before + self.columns.len(), end | ABSENT);
        if self.sources.last().is_none_or(|last| !Arc::ptr_eq(last, source)) {
            self.sources.push(Arc::clone(source));
        }
        let file = u16::try_from(self.sources.len() - 1).map_err(|_| TooLarge)?;
        let (offset, length) = (u32::try_from(offset), u32::try_from(length));
        self.places.push((file, offset.map_err(|_| TooLarge)?, length.map_err(|_| TooLarge)?));
        Ok(())
    }

    /// A value: of this row, of this column.
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let at = row * self.columns.len() + column;
        match self.ends.get(at).copied() {
            None => Cell::Absent,
            Some(end) if end & ABSENT != 0 => Cell::Absent,
            Some(end) if end & NULL != 0 => Cell::Null,
            Some(end) => {
                let start =
                    at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end & !(ABSENT | NULL));
                Cell::Text(self.text.get(start as usize..end as usize).unwrap_or_default())
            }
        }
    }

    /// The values of a row, column by column.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Cell<'_>> {
        (0..self.columns.len()).map(move |column| self.cell(row, column))
    }

    /// Where a row is declared.
    pub fn span(&self, row: usize) -> Span {
        let Some((file, offset, length)) = self.places.get(row).copied() else { return Span::default() };
        let Some(source) = self.sources.get(usize::from(file)) else { return Span::default() };
        Span { source: Arc::clone(source), offset: offset as usize, length: length as usize }
    }
}

/// The name of a row: the texts of its key, with `/` between; a slash within a text is spelt `~/`.
pub fn key_text<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<String> = parts.into_iter().map(crate::address::path::escaped).collect();
    parts.join("/")
}

/// The texts of a row's key, from its name.
pub fn key_parts(name: &str) -> Vec<String> {
    crate::address::path::names(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_is_named_as_sql_names_it() {
        let of = |text: &str| TableName::parse(text).map(|name| (name.schema, name.table));
        assert_eq!(of("country"), Some((None, "country".to_owned())));
        assert_eq!(of("geo.country"), Some((Some("geo".to_owned()), "country".to_owned())));
        assert_eq!(of(r#""odd.schema"."a ""b""""#), Some((Some("odd.schema".to_owned()), r#"a "b""#.to_owned())));
        for wrong in ["", ".", "a.", ".a", "a.b.c", "\"a", "\"a\"b", "\"\""] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        for text in ["country", "geo.country", r#""odd.schema".x"#] {
            assert_eq!(TableName::parse(text).map(|name| name.to_string()).as_deref(), Some(text));
        }
    }

    proptest! {
        #[test]
        fn rows_come_back_as_they_were_put_in(rows in prop::collection::vec(prop::collection::vec(prop::option::of(prop::option::of(".{0,5}")), 3), 0..20)) {
            let source = Arc::new(Source::new("rows.csv", ""));
            let mut kept = Rows::new(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]);
            for (at, row) in rows.iter().enumerate() {
                let cells = row.iter().map(|cell| match cell {
                    None => Cell::Absent,
                    Some(None) => Cell::Null,
                    Some(Some(text)) => Cell::Text(text),
                });
                prop_assert!(kept.push(cells, &source, at, 1).is_ok());
            }
            prop_assert_eq!(kept.len(), rows.len());
            for (at, row) in rows.iter().enumerate() {
                prop_assert_eq!(kept.span(at).offset, at);
                for (column, cell) in row.iter().enumerate() {
                    let expected = match cell {
                        None => Cell::Absent,
                        Some(None) => Cell::Null,
                        Some(Some(text)) => Cell::Text(text.as_str()),
                    };
                    prop_assert_eq!(kept.cell(at, column), expected);
                }
            }
        }

        #[test]
        fn a_key_comes_back_from_its_name(parts in prop::collection::vec("[a-z/~]{1,6}", 1..4)) {
            prop_assert_eq!(key_parts(&key_text(parts.iter().map(String::as_str))), parts);
        }
    }
}
