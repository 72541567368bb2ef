//! The SQL statements on the catalogue, built from the mapping.

use std::fmt::Display;

use super::dialect::{Dialect, Holds};
use super::entry::RowEntry;
use super::mapping::{Mapping, Name, TYPE, VALUE};
use realmform_model::{Address, KindName};

/// SQL and the values of its placeholders, all as text.
#[derive(Debug)]
pub(super) struct Statement {
    pub sql: String,
    pub values: Vec<Option<String>>,
    dialect: Dialect,
}

impl Statement {
    fn new(dialect: Dialect, sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new(), dialect }
    }

    /// SQL with the values of its placeholders.
    pub(super) fn with(dialect: Dialect, sql: impl Into<String>, values: Vec<Option<String>>) -> Self {
        Self { sql: sql.into(), values, dialect }
    }

    /// SQL of PostgreSQL without values.
    pub(super) fn plain(sql: impl Into<String>) -> Self {
        Self::new(Dialect::Postgres, sql)
    }

    fn push(&mut self, sql: impl Display) -> &mut Self {
        self.sql.push_str(&sql.to_string());
        self
    }

    fn bind(&mut self, value: Option<&str>, holds: Holds) -> &mut Self {
        self.values.push(value.map(str::to_owned));
        let (position, kind) = (self.values.len(), self.dialect.cast(holds));
        self.push(format_args!("cast(${position} as {kind})"))
    }

    fn text(&mut self, value: &str) -> &mut Self {
        self.bind(Some(value), Holds::Text)
    }

    /// Pushes what `each` makes of the items, with commas between.
    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) -> &mut Self {
        for (position, item) in items.into_iter().enumerate() {
            if position > 0 {
                self.sql.push_str(", ");
            }
            each(self, item);
        }
        self
    }
}

/// The statements in one dialect.
#[derive(Clone, Copy)]
pub(super) struct Statements<'a> {
    pub mapping: &'a Mapping,
    pub dialect: Dialect,
}

impl Statements<'_> {
    fn start(self, sql: impl Into<String>) -> Statement {
        Statement::new(self.dialect, sql)
    }

    /// The columns of the tables, as the table's position in the list and the column's name.
    pub(super) fn columns(self, tables: &[Name]) -> Statement {
        let mut statement = self.start("with given(position, relation) as (values ");
        statement.list(tables.iter().enumerate(), |statement, (position, table)| {
            statement.push(format_args!("({position}, ")).text(table.0).push(")");
        });
        statement.push(") ").push(self.dialect.columns());
        statement
    }

    /// All types: id, code, description.
    pub(super) fn types(self) -> Statement {
        let entries = &self.mapping.lookup_type;
        self.select(entries.table, &[entries.id, entries.code, entries.description], &[entries.id])
    }

    /// All values: id, type, code, description, sort, active, parent, metadata.
    pub(super) fn values(self) -> Statement {
        let (mapping, entries) = (self.mapping, &self.mapping.lookup);
        let columns = [
            entries.id,
            mapping.lookup_type_of,
            entries.code,
            entries.description,
            mapping.sort,
            mapping.active,
            mapping.parent,
            mapping.metadata,
        ];
        self.select(entries.table, &columns, &[entries.id])
    }

    /// All labels of a kind: owner, language, label.
    pub(super) fn labels(self, kind: KindName) -> Statement {
        let labels = self.mapping.labels(kind);
        self.select(labels.table, &[labels.owner, labels.language, labels.label], &[labels.owner, labels.language])
    }

    /// The whole ledger: kind, row, project, whether it is not to be deleted.
    pub(super) fn ledger(self) -> Statement {
        let ledger = &self.mapping.ledger;
        let columns = [ledger.kind, ledger.row, ledger.project, ledger.prevent_destroy];
        self.select(ledger.table, &columns, &[ledger.kind, ledger.row])
    }

    /// Writes a mark of entries of one kind into the ledger; `None` where none has it.
    pub(super) fn upsert_marks(self, entries: &[&RowEntry], mark: &str) -> Option<Statement> {
        let ledger = &self.mapping.ledger;
        let column = ledger.column(mark)?;
        let rows = entries.iter().filter_map(|entry| Some((&entry.address, entry.marks.get(mark)?)));
        let mut rows = rows.peekable();
        rows.peek()?;
        let mut statement =
            self.start(format!("insert into {} ({}, {}, {column}) values ", ledger.table, ledger.kind, ledger.row));
        statement.list(rows, |statement, (address, value)| {
            statement.push("(").text(address.kind.as_str()).push(", ");
            self.id(statement, address);
            statement.push(", ").bind(value.as_deref(), Holds::Text).push(")");
        });
        statement.push(format_args!(
            " on conflict ({}, {}) do update set {column} = excluded.{column}",
            ledger.kind, ledger.row
        ));
        Some(statement)
    }

    /// What takes an entry away, the entry itself last: its marks, its name in those below it, the values of a type.
    pub(super) fn delete(self, address: &Address, has_ledger: bool) -> Vec<Statement> {
        let (mapping, entries) = (self.mapping, self.mapping.entries(address.kind));
        let mut statements = Vec::new();
        if has_ledger {
            let ledger = &mapping.ledger;
            let mut forget = |kind: KindName, rows: &dyn Fn(&mut Statement)| {
                let mut statement = self.start(format!("delete from {} where {} = ", ledger.table, ledger.kind));
                statement.text(kind.as_str()).push(format_args!(" and {} in (", ledger.row));
                rows(&mut statement);
                statement.push(")");
                statements.push(statement);
            };
            forget(address.kind, &|statement| self.id(statement, address));
            if address.kind == TYPE {
                forget(VALUE, &|statement| self.values_of(statement, address));
            }
        }
        let mut orphans =
            self.start(format!("update {} set {p} = null where {p} in (", mapping.lookup.table, p = mapping.parent));
        match address.kind {
            TYPE => self.values_of(&mut orphans, address),
            _ => self.id(&mut orphans, address),
        }
        orphans.push(")");
        statements.push(orphans);
        if address.kind == TYPE {
            let mut values =
                self.start(format!("delete from {} where {} = ", mapping.lookup.table, mapping.lookup_type_of));
            self.id(&mut values, address);
            statements.push(values);
        }
        let mut own = self.start(format!("delete from {}", entries.table));
        self.only(&mut own, address);
        statements.push(own);
        statements
    }

    /// Pushes the query for the row ids of a type's values.
    fn values_of(self, statement: &mut Statement, address: &Address) {
        let (values, owner) = (&self.mapping.lookup, self.mapping.lookup_type_of);
        statement.push(format_args!("select {} from {} where {owner} = ", values.id, values.table));
        self.id(statement, address);
    }

    fn select(self, table: Name, columns: &[Name], order: &[Name]) -> Statement {
        let mut statement = self.start("select ");
        statement.list(columns, |statement, column| {
            statement.push(format_args!("cast({column} as text)"));
        });
        statement.push(format_args!(" from {table} order by "));
        statement.list(order, |statement, column| _ = statement.push(format_args!("{table}.{column}")));
        statement
    }

    /// Pushes the row id of a type or value, null where there is none.
    fn id(self, statement: &mut Statement, address: &Address) {
        let entries = self.mapping.entries(address.kind);
        statement.push(format_args!("(select {} from {} where ", entries.id, entries.table));
        if address.kind == VALUE {
            statement.push(format_args!("{} = ", self.mapping.lookup_type_of));
            self.owner(statement, address);
            statement.push(" and ");
        }
        statement.push(format_args!("{} = ", entries.code)).text(&address.name).push(")");
    }

    /// Pushes the row id of the type that a value is of.
    fn owner(self, statement: &mut Statement, address: &Address) {
        match &address.parent {
            Some(parent) => self.id(statement, parent),
            None => _ = statement.push("null"),
        }
    }

    /// Inserts entries, or updates those that are there; `None` where there are none. All are of one kind with the same
    /// fields set, and only these are touched.
    pub(super) fn upsert(self, entries: &[&RowEntry]) -> Option<Statement> {
        let first = entries.first()?;
        let kind = first.address.kind;
        let table = self.mapping.entries(kind);
        let fields = first.fields.keys().map(|field| self.mapping.column(kind, *field)).collect::<Vec<_>>();
        let mut key = vec![table.code];
        if kind == VALUE {
            key.insert(0, self.mapping.lookup_type_of);
        }
        let name = |statement: &mut Statement, name: &Name| _ = statement.push(name);

        let mut statement = self.start(format!("insert into {} (", table.table));
        statement.list(key.iter().chain(&fields), name).push(") values ");
        statement.list(entries, |statement, entry| {
            statement.push("(");
            if kind == VALUE {
                self.owner(statement, &entry.address);
                statement.push(", ");
            }
            statement.text(&entry.address.name);
            for (field, value) in &entry.fields {
                statement.push(", ").bind(value.as_deref(), field.holds());
            }
            statement.push(")");
        });
        statement.push(" on conflict (").list(&key, name).push(") do update set ");
        for field in fields {
            statement.push(format_args!("{field} = excluded.{field}, "));
        }
        statement.push(format_args!("{} = current_timestamp", table.updated));
        Some(statement)
    }

    /// Inserts or updates the labels of entries of one kind; `None` where they have none.
    pub(super) fn upsert_labels(self, entries: &[&RowEntry]) -> Option<Statement> {
        let labels = self.mapping.labels(entries.first()?.address.kind);
        let rows = entries.iter().flat_map(|entry| {
            entry.labels.iter().filter_map(|(language, label)| Some((&entry.address, language, label.as_deref()?)))
        });
        let mut rows = rows.peekable();
        rows.peek()?;
        let mut statement = self.start(format!(
            "insert into {} ({}, {}, {}) values ",
            labels.table, labels.owner, labels.language, labels.label
        ));
        statement.list(rows, |statement, (owner, language, label)| {
            statement.push("(");
            self.id(statement, owner);
            statement.push(", ").text(language).push(", ").text(label).push(")");
        });
        statement.push(format_args!(
            " on conflict ({}, {}) do update set {label} = excluded.{label}",
            labels.owner,
            labels.language,
            label = labels.label
        ));
        Some(statement)
    }

    /// Takes the label of a language away.
    pub(super) fn delete_label(self, address: &Address, language: &str) -> Statement {
        let labels = self.mapping.labels(address.kind);
        let mut statement = self.start(format!("delete from {} where {} = ", labels.table, labels.owner));
        self.id(&mut statement, address);
        statement.push(format_args!(" and {} = ", labels.language)).text(language);
        statement
    }

    /// Gives an entry its new code.
    pub(super) fn rename(self, from: &Address, code: &str) -> Statement {
        let entries = self.mapping.entries(from.kind);
        let mut statement = self.start(format!("update {} set {} = ", entries.table, entries.code));
        statement.text(code).push(format_args!(", {} = current_timestamp", entries.updated));
        self.only(&mut statement, from);
        statement
    }

    /// Sets the fields of an entry that is there.
    pub(super) fn update(self, entry: &RowEntry) -> Statement {
        let kind = entry.address.kind;
        let entries = self.mapping.entries(kind);
        let mut statement = self.start(format!("update {} set ", entries.table));
        for (field, value) in &entry.fields {
            statement.push(format_args!("{} = ", self.mapping.column(kind, *field)));
            statement.bind(value.as_deref(), field.holds()).push(", ");
        }
        statement.push(format_args!("{} = current_timestamp", entries.updated));
        self.only(&mut statement, &entry.address);
        statement
    }

    /// A value's metadata as it is.
    pub(super) fn metadata(self, address: &Address) -> Statement {
        let column = self.mapping.metadata;
        let mut statement =
            self.start(format!("select cast({column} as text) from {}", self.mapping.entries(address.kind).table));
        self.only(&mut statement, address);
        statement
    }

    fn only(self, statement: &mut Statement, address: &Address) {
        statement.push(format_args!(" where {} = ", self.mapping.entries(address.kind).id));
        self.id(statement, address);
    }

    /// Sets the parents of values; a pair of which one is not there touches no row.
    pub(super) fn set_parents(self, pairs: &[(&Address, &Address)]) -> Statement {
        let entries = &self.mapping.lookup;
        let mut statement = self.start("with given(child, parent) as (values ");
        statement.list(pairs, |statement, (child, parent)| {
            statement.push("(");
            self.id(statement, child);
            statement.push(", ");
            self.id(statement, parent);
            statement.push(")");
        });
        statement.push(format_args!(
            ") update {table} set {parent} = given.parent, {updated} = current_timestamp from given \
             where {table}.{id} = given.child and given.parent is not null",
            table = entries.table,
            parent = self.mapping.parent,
            updated = entries.updated,
            id = entries.id
        ));
        statement
    }

    /// Takes a value's parent away.
    pub(super) fn clear_parent(self, address: &Address) -> Statement {
        let mut statement =
            self.start(format!("update {} set {} = null", self.mapping.lookup.table, self.mapping.parent));
        self.only(&mut statement, address);
        statement
    }
}
