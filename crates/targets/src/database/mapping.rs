//! How the catalogue maps to tables: the only module that knows the names of tables and columns.

use std::fmt;

use serde_json::Value;

use super::dialect::{Dialect, Holds};
use realmform_kinds::names;
use realmform_model::{Address, Body, KindName, ownership};

/// The kinds that stand in tables: types, the values of a type, and the tables themselves.
pub(super) const TYPE: KindName = names::LOOKUP_TYPE;
pub(super) const VALUE: KindName = names::LOOKUP;
pub(super) const TABLE: KindName = names::TABLE;

/// A value by its type and its code.
pub(super) fn value_in(of: &str, code: &str) -> Address {
    names::lookup(of, code)
}

/// The name of a table, column or index; shown as SQL quotes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name(pub &'static str);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// Where types, values and the labels of both stand.
pub(super) struct Mapping {
    pub lookup_type: Entries,
    pub lookup_type_label: Labels,
    pub lookup: Entries,
    pub lookup_label: Labels,
    /// The type that a value is of.
    pub lookup_type_of: Name,
    /// The value above a value.
    pub parent: Name,
    pub sort: Name,
    pub active: Name,
    pub metadata: Name,
    pub ledger: Ledger,
}

/// Which project made a row, or took it over, and which row is not to be deleted.
pub(super) struct Ledger {
    pub table: Name,
    pub kind: Name,
    /// The id of the row that the entry is about.
    pub row: Name,
    pub project: Name,
    pub prevent_destroy: Name,
}

impl Ledger {
    /// The column of a mark.
    pub(super) fn column(&self, mark: &str) -> Option<Name> {
        match mark {
            ownership::PROJECT => Some(self.project),
            ownership::PREVENT_DESTROY => Some(self.prevent_destroy),
            _ => None,
        }
    }
}

/// What types and values have in common.
pub(super) struct Entries {
    pub table: Name,
    pub id: Name,
    pub code: Name,
    pub description: Name,
    pub created: Name,
    pub updated: Name,
}

/// Labels, a row for each language.
pub(super) struct Labels {
    pub table: Name,
    pub owner: Name,
    pub language: Name,
    pub label: Name,
}

/// The tables that realmform makes for itself.
pub(super) const DEFAULT: Mapping = Mapping {
    lookup_type: entries("lookup_type"),
    lookup_type_label: labels("lookup_type_label", "lookup_type_id"),
    lookup: entries("lookup"),
    lookup_label: labels("lookup_label", "lookup_id"),
    lookup_type_of: Name("lookup_type_id"),
    parent: Name("parent_id"),
    sort: Name("sort_order"),
    active: Name("is_active"),
    metadata: Name("metadata"),
    ledger: Ledger {
        table: Name("realmform_ledger"),
        kind: Name("kind"),
        row: Name("row_id"),
        project: Name("project"),
        prevent_destroy: Name("prevent_destroy"),
    },
};

const fn entries(table: &'static str) -> Entries {
    Entries {
        table: Name(table),
        id: Name("id"),
        code: Name("code"),
        description: Name("description"),
        created: Name("created_at"),
        updated: Name("updated_at"),
    }
}

const fn labels(table: &'static str, owner: &'static str) -> Labels {
    Labels { table: Name(table), owner: Name(owner), language: Name("language"), label: Name("label") }
}

/// A plain column of a type or value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlainColumn {
    Description,
    Sort,
    Active,
    Metadata,
}

impl PlainColumn {
    /// The field that a body's key means, where it is a plain column.
    pub(super) fn of(key: &str) -> Option<Self> {
        match key {
            "description" => Some(Self::Description),
            "sort" => Some(Self::Sort),
            "active" => Some(Self::Active),
            "metadata" => Some(Self::Metadata),
            _ => None,
        }
    }

    pub(super) fn holds(self) -> Holds {
        match self {
            Self::Description => Holds::Text,
            Self::Sort => Holds::Integer,
            Self::Active => Holds::Boolean,
            Self::Metadata => Holds::Json,
        }
    }

    /// What the column holds where nothing is declared.
    pub(super) fn default(self) -> Option<&'static str> {
        match self {
            Self::Sort => Some("0"),
            Self::Active => Some("1"),
            Self::Description | Self::Metadata => None,
        }
    }
}

impl Mapping {
    /// The table of a kind, types or values.
    pub(super) fn entries(&self, kind: KindName) -> &Entries {
        if kind == TYPE { &self.lookup_type } else { &self.lookup }
    }

    /// The labels of a kind.
    pub(super) fn labels(&self, kind: KindName) -> &Labels {
        if kind == TYPE { &self.lookup_type_label } else { &self.lookup_label }
    }

    /// The column of a field.
    pub(super) fn column(&self, kind: KindName, field: PlainColumn) -> Name {
        match field {
            PlainColumn::Description => self.entries(kind).description,
            PlainColumn::Sort => self.sort,
            PlainColumn::Active => self.active,
            PlainColumn::Metadata => self.metadata,
        }
    }

    /// The table of the ledger.
    pub(super) fn ledger_table(&self) -> TableDefinition {
        let Ledger { table, kind, row, project, prevent_destroy } = &self.ledger;
        TableDefinition {
            name: *table,
            columns: vec![
                Column::new(*kind, Holds::Text, "not null"),
                Column::new(*row, Holds::Reference, "not null"),
                Column::new(*project, Holds::Text, ""),
                Column::new(*prevent_destroy, Holds::Text, ""),
            ],
            key: Some(format!("primary key ({kind}, {row})")),
            indexes: Vec::new(),
            above: None,
        }
    }

    /// All tables that may be there.
    pub(super) fn all_tables(&self) -> Vec<TableDefinition> {
        let mut tables = self.tables();
        tables.push(self.ledger_table());
        tables
    }

    /// The tables of the catalogue, each after those that it refers to.
    pub(super) fn tables(&self) -> Vec<TableDefinition> {
        let (types, values) = (&self.lookup_type, &self.lookup);
        let moments = |entries: &Entries| {
            [
                Column::new(entries.created, Holds::Moment, "not null default current_timestamp"),
                Column::new(entries.updated, Holds::Moment, "not null default current_timestamp"),
            ]
        };
        let reference = |name: Name, entries: &Entries, rest: &str| {
            let words = format!("{rest}references {} ({})", entries.table, entries.id);
            Column::new(name, Holds::Reference, words)
        };
        let labels = |labels: &Labels, owner: &Entries| TableDefinition {
            name: labels.table,
            columns: vec![
                Column {
                    rest: format!("not null references {} ({}) on delete cascade", owner.table, owner.id),
                    ..Column::new(labels.owner, Holds::Reference, "")
                },
                Column::new(labels.language, Holds::Text, "not null"),
                Column::new(labels.label, Holds::Text, "not null"),
            ],
            key: Some(format!("primary key ({}, {})", labels.owner, labels.language)),
            indexes: Vec::new(),
            above: Some(owner.table),
        };
        let mut type_columns = vec![
            Column::new(types.id, Holds::Identity, ""),
            Column::new(types.code, Holds::Text, "not null unique"),
            Column::new(types.description, Holds::Text, ""),
        ];
        type_columns.extend(moments(types));
        let mut value_columns = vec![
            Column::new(values.id, Holds::Identity, ""),
            reference(self.lookup_type_of, types, "not null "),
            Column::new(values.code, Holds::Text, "not null"),
            Column::new(values.description, Holds::Text, ""),
            Column::new(self.sort, Holds::Integer, "not null default 0"),
            Column::new(self.active, Holds::Boolean, "not null default true"),
            reference(self.parent, values, ""),
            Column::new(self.metadata, Holds::Json, ""),
        ];
        value_columns.extend(moments(values));
        vec![
            TableDefinition { name: types.table, columns: type_columns, key: None, indexes: Vec::new(), above: None },
            labels(&self.lookup_type_label, types),
            TableDefinition {
                name: values.table,
                columns: value_columns,
                key: Some(format!("unique ({}, {})", self.lookup_type_of, values.code)),
                indexes: vec![vec![self.parent], vec![self.lookup_type_of, self.sort]],
                above: Some(types.table),
            },
            labels(&self.lookup_label, values),
        ]
    }
}

/// A table as it is made.
pub(super) struct TableDefinition {
    pub name: Name,
    pub columns: Vec<Column>,
    /// A key of more than one column.
    key: Option<String>,
    indexes: Vec<Vec<Name>>,
    /// The other table that it refers to, which must be there before.
    above: Option<Name>,
}

/// A column as it is made.
pub(super) struct Column {
    pub name: Name,
    holds: Holds,
    /// What follows the type.
    rest: String,
}

impl Column {
    fn new(name: Name, holds: Holds, rest: impl Into<String>) -> Self {
        Self { name, holds, rest: rest.into() }
    }
}

impl TableDefinition {
    /// The statements that make the table and its indexes.
    pub(super) fn create(&self, dialect: Dialect) -> Vec<String> {
        let columns = self
            .columns
            .iter()
            .map(|column| format!("{} {} {}", column.name, dialect.column(column.holds), column.rest))
            .chain(self.key.clone())
            .collect::<Vec<_>>();
        let table = format!("create table {} ({})", self.name, columns.join(", "));
        let indexes = self.indexes.iter().map(|columns| {
            let words = columns.iter().map(|column| column.0).collect::<Vec<_>>().join("_");
            format!("create index \"{}_{words}_index\" on {} ({})", self.name.0, self.name, listed(columns))
        });
        std::iter::once(table).chain(indexes).collect()
    }

    /// The table in words that hold for every database.
    fn describe(&self) -> Body {
        let column = |column: &Column| {
            let kind = match column.holds {
                Holds::Identity => "bigint identity primary key",
                Holds::Reference => "bigint",
                Holds::Text => "text",
                Holds::Integer => "integer",
                Holds::Boolean => "boolean",
                Holds::Json => "json",
                Holds::Moment => "timestamp",
            };
            let words = format!("{} {kind} {}", column.name, column.rest);
            Value::from(words.trim_end().replace('"', ""))
        };
        let mut columns = self.columns.iter().map(column).collect::<Vec<_>>();
        columns.extend(self.key.iter().map(|key| Value::from(key.replace('"', ""))));
        let mut body = Body::new();
        body.insert("columns".to_owned(), Value::Array(columns));
        if !self.indexes.is_empty() {
            let indexes = self.indexes.iter().map(|columns| Value::from(listed(columns).replace('"', "")));
            body.insert("indexes".to_owned(), Value::Array(indexes.collect()));
        }
        if let Some(above) = self.above {
            body.insert("references".to_owned(), Value::Array(vec![above.0.into()]));
        }
        body
    }
}

fn listed(columns: &[Name]) -> String {
    columns.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}

/// The tables that are needed, each after those that it refers to. Any declared lookup implies them; marks on lookups imply
/// the ledger.
pub fn tables(with_ledger: bool) -> Vec<Address> {
    let ledger = with_ledger.then(|| DEFAULT.ledger_table());
    let tables = DEFAULT.tables().into_iter().chain(ledger);
    tables.map(|table| Address::top(TABLE, table.name.0)).collect()
}

/// What a plan shows of a table that it makes: its columns and indexes; empty for a table that is none of ours.
pub fn describe(table: &str) -> Body {
    DEFAULT
        .all_tables()
        .iter()
        .find(|candidate| candidate.name.0 == table)
        .map_or_else(Body::new, TableDefinition::describe)
}
