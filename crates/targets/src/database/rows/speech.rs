//! What the databases say differently about rows.

use super::column::{Class, Column};
use crate::database::dialect::Dialect;
use crate::database::statement::Statement;
use realmform_model::rows::TableName;

/// How one database is spoken to. All values go to it as texts, many of them as one JSON document, and come back as texts.
pub(super) trait Speech: Sync {
    /// Which database it is.
    fn dialect(&self) -> Dialect;

    /// A name, quoted.
    fn quoted(&self, name: &str) -> String {
        format!("\"{}\"", name.replace('"', "\"\""))
    }

    /// The name of a table, quoted.
    fn table(&self, name: &TableName) -> String {
        match &name.schema {
            Some(schema) => format!("{}.{}", self.quoted(schema), self.quoted(&name.table)),
            None => self.quoted(&name.table),
        }
    }

    /// The type of texts, to cast to.
    fn text_type(&self) -> &'static str {
        "text"
    }

    /// A table as people call it: without the schema in which unqualified names are looked for.
    fn shown(&self, table: &TableName) -> TableName {
        match table.schema.as_deref() {
            Some("public" | "main") => TableName { schema: None, ..table.clone() },
            _ => table.clone(),
        }
    }

    /// Whether both names mean one table; one of them may be without its schema.
    fn is_same(&self, one: &TableName, other: &TableName) -> bool {
        let schemas = one.schema.as_ref().zip(other.schema.as_ref());
        one.table == other.table && schemas.is_none_or(|(one, other)| one == other)
    }

    /// The schema and the name that the database itself has for a table; nothing where it is none, or none of an application.
    fn place(&self, table: &TableName) -> Statement;

    /// The schema and name of each table of which this one is a part: partitions and tables that inherit.
    fn wholes(&self, _table: &TableName) -> Option<Statement> {
        None
    }

    /// Whether a schema, or the name of a table in it, is the database's own.
    fn is_system(&self, schema: &str, table: &str) -> bool;

    /// The columns of a table, in their order: name, type to cast to, bare type, `1` where the database fills it.
    fn columns(&self, table: &TableName) -> Statement;

    /// Its unique indexes: index, column, `1` for the primary key; the columns of an index in their order.
    fn unique(&self, table: &TableName) -> Statement;

    /// The foreign keys of it and to it: id, schema, table, column, schema and table and column of the target, what becomes
    /// of a row when its target is deleted.
    fn foreign_keys(&self, table: &TableName) -> Statement;

    /// What a bare type holds.
    fn class(&self, base: &str) -> Class;

    /// A list of rows that is given as a JSON text, the statement's first value: a select of the columns `c0`, `c1` ….
    fn given(&self, columns: usize) -> String;

    /// What is stored, as text.
    fn text(&self, column: &Column, own: &str) -> String;

    /// A given text, as the column stores it.
    fn cast(&self, column: &Column, given: &str) -> String;

    /// Whether a given text means what is stored.
    fn same(&self, column: &Column, given: &str, own: &str) -> String;

    /// Whether a given text is the key of the row that has `own`; an index on the column must be of use.
    fn is_key(&self, column: &Column, given: &str, own: &str) -> String {
        format!("{own} = {}", self.cast(column, given))
    }

    /// What lets foreign keys be broken until the end of the transaction, as far as the database can.
    fn defer(&self) -> Option<&'static str>;

    /// Inserts what is selected from what is `given`.
    fn insert(&self, table: &str, columns: &str, given: &str, select: &str) -> String {
        format!("with given as ({given}) insert into {table} ({columns}) {select}")
    }

    /// Deletes the rows of a table `t` that fulfil the condition with one that is `given`, so that their columns have its
    /// values.
    fn delete(&self, table: &str, given: &str, columns: &str, values: &str, _condition: &str) -> String {
        format!("with given as ({given}) delete from {table} where ({columns}) in (select {values} from given)")
    }

    /// Updates rows of a table `t` that `join` joins with what is `given`.
    fn update(&self, table: &str, given: &str, join: &str, sets: &[(String, String)], condition: &str) -> String {
        let sets: Vec<String> = sets.iter().map(|(column, value)| format!("{column} = {value}")).collect();
        let sets = sets.join(", ");
        format!("with given as ({given}) update {table} as t set {sets} from given{join} where {condition}")
    }
}
