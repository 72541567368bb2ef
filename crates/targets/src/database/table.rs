//! A table of the catalogue as it is made, and as a plan shows it.

use std::fmt;

use serde_json::Value;

use super::dialect::{Dialect, Holds};
use realmform_model::Body;

/// The name of a table, column or index, and what stands around it; shown as SQL quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name(pub &'static str, pub char);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(name, quotes) = self;
        write!(f, "{quotes}{}{quotes}", name.replace(*quotes, &format!("{quotes}{quotes}")))
    }
}

/// The names with commas between.
pub(super) fn listed(names: &[Name]) -> String {
    names.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}

fn plain(names: &[Name]) -> String {
    names.iter().map(|name| name.0).collect::<Vec<_>>().join(", ")
}

/// A table as it is made.
pub(super) struct TableDefinition {
    pub name: Name,
    pub columns: Vec<Column>,
    /// A key of more than one column.
    pub key: Option<Key>,
    pub indexes: Vec<Vec<Name>>,
    /// The other table that it refers to, which must be there before.
    pub above: Option<Name>,
}

/// A key of more than one column.
pub(super) enum Key {
    Primary(Vec<Name>),
    Unique(Vec<Name>),
}

/// A column as it is made.
pub(super) struct Column {
    pub name: Name,
    holds: Holds,
    is_required: bool,
    is_unique: bool,
    default: Option<Default>,
    references: Option<Reference>,
}

enum Default {
    Literal(&'static str),
    Now,
}

/// The rows of which table a column refers to.
struct Reference {
    table: Name,
    id: Name,
    /// What follows: whether a row goes with the one that it refers to.
    rest: &'static str,
}

impl Column {
    pub(super) fn new(name: Name, holds: Holds) -> Self {
        Self { name, holds, is_required: false, is_unique: false, default: None, references: None }
    }

    pub(super) fn required(self) -> Self {
        Self { is_required: true, ..self }
    }

    pub(super) fn unique(self) -> Self {
        Self { is_unique: true, ..self }
    }

    pub(super) fn default(self, literal: &'static str) -> Self {
        Self { default: Some(Default::Literal(literal)), ..self }
    }

    pub(super) fn now(self) -> Self {
        Self { default: Some(Default::Now), ..self }
    }

    pub(super) fn references(self, table: Name, id: Name) -> Self {
        Self { references: Some(Reference { table, id, rest: "" }), ..self }
    }

    /// Refers to a row, and goes with it.
    pub(super) fn falls_with(self, table: Name, id: Name) -> Self {
        Self { references: Some(Reference { table, id, rest: " on delete cascade" }), ..self }
    }

    /// What follows the type, but for the reference.
    fn rest(&self, now: &str) -> String {
        let mut rest = String::new();
        if self.is_required {
            rest.push_str(" not null");
        }
        if self.is_unique {
            rest.push_str(" unique");
        }
        match self.default {
            Some(Default::Literal(literal)) => rest.extend([" default ", literal]),
            Some(Default::Now) => rest.extend([" default ", now]),
            None => {}
        }
        rest
    }
}

impl TableDefinition {
    /// The statements that make the table and its indexes: one, where each is there at once.
    pub(super) fn create(&self, dialect: Dialect) -> Vec<String> {
        let column = |it: &Column| format!("{} {}{}", it.name, dialect.column(it.holds), it.rest(dialect.now()));
        // Beside its column, MySQL passes over a reference.
        let reference = |it: &Column| {
            let Reference { table, id, rest } = it.references.as_ref()?;
            Some(format!("foreign key ({}) references {table} ({id}){rest}", it.name))
        };
        let key = self.key.as_ref().map(|key| match key {
            Key::Primary(names) => format!("primary key ({})", listed(names)),
            Key::Unique(names) => format!("unique ({})", listed(names)),
        });
        let mut parts: Vec<_> = self.columns.iter().map(column).chain(key).collect();
        parts.extend(self.columns.iter().filter_map(reference));
        let index = |columns: &Vec<Name>| {
            let words = columns.iter().map(|column| column.0).collect::<Vec<_>>().join("_");
            let quotes = self.name.1;
            (format!("{quotes}{}_{words}_index{quotes}", self.name.0), listed(columns))
        };
        let mut indexes = Vec::new();
        for (name, columns) in self.indexes.iter().map(index) {
            match dialect.commits_tables() {
                true => parts.push(format!("index {name} ({columns})")),
                false => indexes.push(format!("create index {name} on {} ({columns})", self.name)),
            }
        }
        let table = format!("create table {} ({}){}", self.name, parts.join(", "), dialect.table_options());
        std::iter::once(table).chain(indexes).collect()
    }

    /// The table in words that hold for every database.
    pub(super) fn describe(&self) -> Body {
        let column = |column: &Column| {
            let kind = match column.holds {
                Holds::Identity => "bigint identity primary key",
                Holds::Reference => "bigint",
                Holds::Code | Holds::Text => "text",
                Holds::Integer => "integer",
                Holds::Boolean => "boolean",
                Holds::Json => "json",
                Holds::Moment => "timestamp",
            };
            let rest = column.rest("current_timestamp");
            let reference = column.references.as_ref().map(|it| {
                let Reference { table, id, rest } = it;
                format!(" references {} ({}){rest}", table.0, id.0)
            });
            Value::from(format!("{} {kind}{rest}{}", column.name.0, reference.unwrap_or_default()))
        };
        let mut columns = self.columns.iter().map(column).collect::<Vec<_>>();
        columns.extend(self.key.as_ref().map(|key| match key {
            Key::Primary(names) => format!("primary key ({})", plain(names)).into(),
            Key::Unique(names) => format!("unique ({})", plain(names)).into(),
        }));
        let mut body = Body::new();
        body.insert("columns".to_owned(), Value::Array(columns));
        if !self.indexes.is_empty() {
            let indexes = self.indexes.iter().map(|columns| Value::from(plain(columns)));
            body.insert("indexes".to_owned(), Value::Array(indexes.collect()));
        }
        if let Some(above) = self.above {
            body.insert("references".to_owned(), Value::Array(vec![above.0.into()]));
        }
        body
    }
}
