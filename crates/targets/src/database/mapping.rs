//! How the catalogue maps to tables: the only module that knows the names of tables and columns.

use super::dialect::{Dialect, Holds};
use super::table::{Column, Key, Name, TableDefinition};
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

/// The tables that realmform makes for itself, with the names as PostgreSQL and SQLite quote them.
static QUOTED: Mapping = mapping(Dialect::Postgres.quotes());
/// The same for MariaDB and MySQL.
static BACKTICKED: Mapping = mapping(Dialect::Mysql.quotes());

const fn mapping(quotes: char) -> Mapping {
    Mapping {
        lookup_type: entries("lookup_type", quotes),
        lookup_type_label: labels("lookup_type_label", "lookup_type_id", quotes),
        lookup: entries("lookup", quotes),
        lookup_label: labels("lookup_label", "lookup_id", quotes),
        lookup_type_of: Name("lookup_type_id", quotes),
        parent: Name("parent_id", quotes),
        sort: Name("sort_order", quotes),
        active: Name("is_active", quotes),
        metadata: Name("metadata", quotes),
        ledger: Ledger {
            table: Name("realmform_ledger", quotes),
            kind: Name("kind", quotes),
            row: Name("row_id", quotes),
            project: Name("project", quotes),
            prevent_destroy: Name("prevent_destroy", quotes),
        },
    }
}

const fn entries(table: &'static str, quotes: char) -> Entries {
    Entries {
        table: Name(table, quotes),
        id: Name("id", quotes),
        code: Name("code", quotes),
        description: Name("description", quotes),
        created: Name("created_at", quotes),
        updated: Name("updated_at", quotes),
    }
}

const fn labels(table: &'static str, owner: &'static str, quotes: char) -> Labels {
    Labels {
        table: Name(table, quotes),
        owner: Name(owner, quotes),
        language: Name("language", quotes),
        label: Name("label", quotes),
    }
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
    /// The tables, with names as a dialect quotes them.
    pub(super) fn of(dialect: Dialect) -> &'static Self {
        match dialect.quotes() {
            '"' => &QUOTED,
            _ => &BACKTICKED,
        }
    }

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
                Column::new(*kind, Holds::Code).required(),
                Column::new(*row, Holds::Reference).required(),
                Column::new(*project, Holds::Text),
                Column::new(*prevent_destroy, Holds::Text),
            ],
            key: Some(Key::Primary(vec![*kind, *row])),
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
            [entries.created, entries.updated].map(|name| Column::new(name, Holds::Moment).required().now())
        };
        let labels = |labels: &Labels, owner: &Entries| TableDefinition {
            name: labels.table,
            columns: vec![
                Column::new(labels.owner, Holds::Reference).required().falls_with(owner.table, owner.id),
                Column::new(labels.language, Holds::Code).required(),
                Column::new(labels.label, Holds::Text).required(),
            ],
            key: Some(Key::Primary(vec![labels.owner, labels.language])),
            indexes: Vec::new(),
            above: Some(owner.table),
        };
        let mut type_columns = vec![
            Column::new(types.id, Holds::Identity),
            Column::new(types.code, Holds::Code).required().unique(),
            Column::new(types.description, Holds::Text),
        ];
        type_columns.extend(moments(types));
        let mut value_columns = vec![
            Column::new(values.id, Holds::Identity),
            Column::new(self.lookup_type_of, Holds::Reference).required().references(types.table, types.id),
            Column::new(values.code, Holds::Code).required(),
            Column::new(values.description, Holds::Text),
            Column::new(self.sort, Holds::Integer).required().default("0"),
            Column::new(self.active, Holds::Boolean).required().default("true"),
            Column::new(self.parent, Holds::Reference).references(values.table, values.id),
            Column::new(self.metadata, Holds::Json),
        ];
        value_columns.extend(moments(values));
        vec![
            TableDefinition { name: types.table, columns: type_columns, key: None, indexes: Vec::new(), above: None },
            labels(&self.lookup_type_label, types),
            TableDefinition {
                name: values.table,
                columns: value_columns,
                key: Some(Key::Unique(vec![self.lookup_type_of, values.code])),
                indexes: vec![vec![self.parent], vec![self.lookup_type_of, self.sort]],
                above: Some(types.table),
            },
            labels(&self.lookup_label, values),
        ]
    }
}

/// The tables that are needed, each after those that it refers to. Any declared lookup implies them; marks on lookups imply
/// the ledger.
pub fn tables(with_ledger: bool) -> Vec<Address> {
    let ledger = with_ledger.then(|| QUOTED.ledger_table());
    let tables = QUOTED.tables().into_iter().chain(ledger);
    tables.map(|table| Address::top(TABLE, table.name.0)).collect()
}

/// What a plan shows of a table that it makes: its columns and indexes; empty for a table that is none of ours.
pub fn describe(table: &str) -> Body {
    QUOTED
        .all_tables()
        .iter()
        .find(|candidate| candidate.name.0 == table)
        .map_or_else(Body::new, TableDefinition::describe)
}
