//! The SQL statements on the catalogue, built from the mapping.

use std::fmt::Display;

use super::dialect::{Dialect, Holds};
use super::entry::RowEntry;
use super::mapping::{Mapping, TYPE, VALUE};
use super::table::{Name, listed};
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

    /// SQL without values.
    pub(super) fn plain(sql: impl Into<String>) -> Self {
        Self::new(Dialect::Postgres, sql)
    }

    fn push(&mut self, sql: impl Display) -> &mut Self {
        self.sql.push_str(&sql.to_string());
        self
    }

    fn bind(&mut self, value: Option<&str>, holds: Holds) -> &mut Self {
        self.values.push(value.map(str::to_owned));
        self.push(self.dialect.bound(self.values.len(), holds))
    }

    fn code(&mut self, code: &str) -> &mut Self {
        self.bind(Some(code), Holds::Code)
    }

    fn text(&mut self, value: &str) -> &mut Self {
        self.bind(Some(value), Holds::Text)
    }

    /// Pushes the rows of the items, with the cells that `each` makes of them.
    fn rows<T>(&mut self, items: impl IntoIterator<Item = T>, mut each: impl FnMut(&mut Self, T)) -> &mut Self {
        let rows = self.dialect.rows();
        for (position, item) in items.into_iter().enumerate() {
            self.push(if position == 0 { rows.first } else { rows.next }).push(rows.open);
            each(self, item);
            self.push(rows.close);
        }
        self
    }

    /// Pushes the same as a list `given` with these columns.
    fn given<T>(
        &mut self,
        columns: &str,
        items: impl IntoIterator<Item = T>,
        each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        self.push(format_args!("with given({columns}) as (")).rows(items, each).push(")")
    }

    /// Pushes the insertion of the items' rows; one whose key is there already gets the columns `set`, and what `besides`
    /// sets.
    fn upsert<T>(
        &mut self,
        into: Upsert<'_>,
        items: impl IntoIterator<Item = T>,
        each: impl FnMut(&mut Self, T),
    ) -> &mut Self {
        let Upsert { table, key, set, besides } = into;
        let columns = key.iter().chain(set).copied().collect::<Vec<_>>();
        let (columns, new) = (listed(&columns), self.dialect.new_row());
        let (before, after) = self.dialect.inserted(&columns);
        let set = set.iter().map(|column| format!("{column} = {new}.{column}")).chain(besides).collect::<Vec<_>>();
        self.push(format_args!("insert into {table} ({columns}) {before}")).rows(items, each);
        let conflict = self.dialect.on_conflict(&listed(key));
        self.push(after).push(conflict).push(set.join(", "))
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

/// Where rows are inserted, or updated where they are.
struct Upsert<'a> {
    table: Name,
    key: &'a [Name],
    set: &'a [Name],
    besides: Option<String>,
}

/// The statements in one dialect.
#[derive(Clone, Copy)]
pub(super) struct Statements {
    pub mapping: &'static Mapping,
    pub dialect: Dialect,
}

impl Statements {
    pub(super) fn of(dialect: Dialect) -> Self {
        Self { mapping: Mapping::of(dialect), dialect }
    }

    fn start(self, sql: impl Into<String>) -> Statement {
        Statement::new(self.dialect, sql)
    }

    /// The columns of the tables, as the table's position in the list and the column's name.
    pub(super) fn columns(self, tables: &[Name]) -> Statement {
        let mut statement = self.start("");
        statement.given("position, relation", tables.iter().enumerate(), |statement, (position, table)| {
            statement.push(format_args!("{position}, ")).text(table.0);
        });
        statement.push(" ").push(self.dialect.columns());
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
        let into = Upsert { table: ledger.table, key: &[ledger.kind, ledger.row], set: &[column], besides: None };
        let mut statement = self.start("");
        statement.upsert(into, rows, |statement, (address, value)| {
            statement.code(address.kind.as_str()).push(", ");
            self.id(statement, address);
            statement.push(", ").bind(value.as_deref(), Holds::Text);
        });
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
                statement.code(kind.as_str()).push(format_args!(" and {} in (", ledger.row));
                rows(&mut statement);
                statement.push(")");
                statements.push(statement);
            };
            forget(address.kind, &|statement| self.id(statement, address));
            if address.kind == TYPE {
                forget(VALUE, &|statement| self.values_of(statement, address));
            }
        }
        let (table, parent, id) = (mapping.lookup.table, mapping.parent, mapping.lookup.id);
        // A list of its own, as MySQL does not look into the table that it changes.
        let mut orphans =
            self.start(format!("update {table} set {parent} = null where {parent} in (select {id} from ("));
        orphans.push(format_args!("select distinct {id} from {table}"));
        match address.kind {
            TYPE => {
                orphans.push(format_args!(" where {} = ", mapping.lookup_type_of));
                self.id(&mut orphans, address);
            }
            _ => self.only(&mut orphans, address),
        }
        orphans.push(") as gone)");
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
            statement.push(self.dialect.text(&column.to_string()));
        });
        statement.push(format_args!(" from {table} order by "));
        statement.list(order, |statement, column| _ = statement.push(format_args!("{table}.{column}")));
        statement
    }

    /// Pushes the row id of a type or value, null where there is none.
    fn id(self, statement: &mut Statement, address: &Address) {
        let entries = self.mapping.entries(address.kind);
        statement.push(format_args!("(select {} from {}", entries.id, entries.table));
        self.only(statement, address);
        statement.push(")");
    }

    /// Pushes the condition that only this type or value fits.
    fn only(self, statement: &mut Statement, address: &Address) {
        statement.push(" where ");
        if address.kind == VALUE {
            statement.push(format_args!("{} = ", self.mapping.lookup_type_of));
            self.owner(statement, address);
            statement.push(" and ");
        }
        statement.push(format_args!("{} = ", self.mapping.entries(address.kind).code)).code(&address.name);
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
        let besides = Some(format!("{} = {}", table.updated, self.dialect.now()));
        let into = Upsert { table: table.table, key: &key, set: &fields, besides };
        let mut statement = self.start("");
        statement.upsert(into, entries, |statement, entry| {
            if kind == VALUE {
                self.owner(statement, &entry.address);
                statement.push(", ");
            }
            statement.code(&entry.address.name);
            for (field, value) in &entry.fields {
                statement.push(", ").bind(value.as_deref(), field.holds());
            }
        });
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
        let key = [labels.owner, labels.language];
        let into = Upsert { table: labels.table, key: &key, set: &[labels.label], besides: None };
        let mut statement = self.start("");
        statement.upsert(into, rows, |statement, (owner, language, label)| {
            self.id(statement, owner);
            statement.push(", ").code(language).push(", ").text(label);
        });
        Some(statement)
    }

    /// Takes the label of a language away.
    pub(super) fn delete_label(self, address: &Address, language: &str) -> Statement {
        let labels = self.mapping.labels(address.kind);
        let mut statement = self.start(format!("delete from {} where {} = ", labels.table, labels.owner));
        self.id(&mut statement, address);
        statement.push(format_args!(" and {} = ", labels.language)).code(language);
        statement
    }

    /// Gives an entry its new code.
    pub(super) fn rename(self, from: &Address, code: &str) -> Statement {
        let entries = self.mapping.entries(from.kind);
        let mut statement = self.start(format!("update {} set {} = ", entries.table, entries.code));
        statement.code(code).push(format_args!(", {} = {}", entries.updated, self.dialect.now()));
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
        statement.push(format_args!("{} = {}", entries.updated, self.dialect.now()));
        self.only(&mut statement, &entry.address);
        statement
    }

    /// A value's metadata as it is.
    pub(super) fn metadata(self, address: &Address) -> Statement {
        let column = self.mapping.metadata;
        let (column, table) = (self.dialect.text(&column.to_string()), self.mapping.entries(address.kind).table);
        let mut statement = self.start(format!("select {column} from {table}"));
        self.only(&mut statement, address);
        statement
    }

    /// Sets the parents of values; a pair of which one is not there touches no row.
    pub(super) fn set_parents(self, pairs: &[(&Address, &Address)]) -> Statement {
        let entries = &self.mapping.lookup;
        let (table, id, parent, updated) = (entries.table, entries.id, self.mapping.parent, entries.updated);
        let set = format!("{parent} = given.parent, {updated} = {}", self.dialect.now());
        let condition = format!("{table}.{id} = given.child and given.parent is not null");
        let (before, after) = self.dialect.update_from(&table.to_string(), &set, &condition);
        let mut statement = self.start(before);
        statement.given("child, parent", pairs, |statement, (child, parent)| {
            self.id(statement, child);
            statement.push(", ");
            self.id(statement, parent);
        });
        statement.push(after);
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
