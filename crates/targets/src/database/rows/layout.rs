//! How a declared table maps to the one that is there: each name that a row gives is a column, or a column that holds the
//! id of another row.

use std::collections::BTreeMap;

use serde_json::Value;

use super::column::{Class, Column};
use super::schema::Schema;
use super::speech::Speech;
use crate::database::mapping::Mapping;
use realmform_kinds::names;
use realmform_kinds::row::{COLUMNS, LOOKUPS, REFERENCES};
use realmform_kinds::secret::is_called;
use realmform_model::rows::{RowTable, RowTarget, TableName, key_parts, key_text};
use realmform_model::words::{did_you_mean, listed};
use realmform_model::{Address, Body, Finding, Span};

/// A declared table beside what the database says of it.
pub(super) struct Known<'a> {
    pub mapping: &'a RowTable,
    pub schema: Schema,
    /// Whether the database has the tables of the lookup catalogue: the first plan makes them.
    pub has_lookups: bool,
}

/// All declared tables that are there, by their names in the files.
pub(super) type Tables<'a> = BTreeMap<&'a str, Known<'a>>;

/// Something that rows of a table have.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// What rows call it.
    pub name: String,
    /// The column that holds it.
    pub column: Column,
    pub to: To,
}

/// What a field's column holds.
#[derive(Clone, Debug)]
pub(super) enum To {
    /// The value itself.
    Value,
    /// The id of a row.
    Row { table: String, place: TableName, id: Column, key: Vec<Column> },
    /// The id of a lookup of this type, where there are lookups yet.
    Lookup { of: String, is_there: bool },
}

impl Field {
    /// The table of a body in which it stands.
    pub(super) fn part(&self) -> &'static str {
        match self.to {
            To::Value => COLUMNS,
            To::Row { .. } => REFERENCES,
            To::Lookup { .. } => LOOKUPS,
        }
    }

    /// How many texts tell its value.
    pub(super) fn width(&self) -> usize {
        match &self.to {
            To::Value | To::Lookup { .. } => 1,
            To::Row { key, .. } => key.len(),
        }
    }

    /// Whether a value is JSON with something in it that is called like a secret: no body has it.
    pub(super) fn has_secret(&self, text: Option<&str>) -> bool {
        fn is_in(value: &Value) -> bool {
            match value {
                Value::Object(entries) => entries.iter().any(|(key, value)| is_called(key) || is_in(value)),
                Value::Array(items) => items.iter().any(is_in),
                _ => false,
            }
        }
        self.column.class == Class::Json
            && text.and_then(|text| serde_json::from_str(text).ok()).is_some_and(|it| is_in(&it))
    }

    /// The value as a body has it.
    pub(super) fn value(&self, text: Option<&str>) -> Value {
        let Some(text) = text else { return Value::Null };
        match &self.to {
            To::Row { table, .. } => format!("{table}/{text}").into(),
            To::Lookup { of, .. } => format!("{of}/{text}").into(),
            To::Value => match (self.column.class, text) {
                (Class::Integer, text) => text.parse::<i64>().map_or_else(|_| text.into(), Value::from),
                (Class::Boolean, "true" | "t" | "1") => true.into(),
                (Class::Boolean, "false" | "f" | "0") => false.into(),
                _ => text.into(),
            },
        }
    }

    /// The texts that tell a value which a body has.
    pub(super) fn texts(&self, value: &Value) -> Vec<Option<String>> {
        let text = match value {
            Value::Null => return vec![None; self.width()],
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match &self.to {
            To::Value => vec![Some(text)],
            To::Lookup { .. } => vec![text.split_once('/').map(|(_, code)| code.to_owned())],
            To::Row { key, .. } => {
                let name = text.split_once('/').map_or("", |(_, name)| name);
                key_parts(name).into_iter().map(Some).chain(std::iter::repeat(None)).take(key.len()).collect()
            }
        }
    }

    /// What it names.
    pub(super) fn target(&self, name: &str) -> Option<Address> {
        match &self.to {
            To::Value => None,
            To::Row { table, .. } => Some(names::row(table, name)),
            To::Lookup { of, .. } => Some(names::lookup(of, name)),
        }
    }

    /// The name that a declared cell means: of a reference to a row with one key, the cell is the key itself.
    pub(super) fn named(&self, cell: &str) -> String {
        match &self.to {
            To::Row { key, .. } if key.len() == 1 => key_text([cell]),
            _ => cell.to_owned(),
        }
    }

    /// What stands in the name of a row whose key it is part of: of a reference to a row with one key, that key.
    fn key_part(&self, text: &str) -> String {
        match &self.to {
            To::Row { key, .. } if key.len() == 1 => key_parts(text).into_iter().next().unwrap_or_default(),
            _ => text.to_owned(),
        }
    }

    /// What a select has to name, to tell the value: `own` is the table's alias, `join` that of what is joined.
    pub(super) fn selected(&self, speech: &dyn Speech, own: &str, join: &str) -> Vec<String> {
        let column =
            |alias: &str, column: &Column| speech.text(column, &format!("{alias}.{}", speech.quoted(&column.name)));
        match &self.to {
            To::Value => vec![column(own, &self.column)],
            To::Row { key, .. } => key.iter().map(|it| column(join, it)).collect(),
            To::Lookup { is_there: true, .. } => vec![format!("{join}.code")],
            To::Lookup { is_there: false, .. } => vec!["null".to_owned()],
        }
    }

    /// What that select has to join.
    pub(super) fn joined(&self, speech: &dyn Speech, own: &str, join: &str) -> Option<String> {
        let column = format!("{own}.{}", speech.quoted(&self.column.name));
        match &self.to {
            To::Value | To::Lookup { is_there: false, .. } => None,
            To::Row { place, id, .. } => Some(format!(
                " left join {} as {join} on {join}.{} = {column}",
                speech.table(place),
                speech.quoted(&id.name)
            )),
            To::Lookup { of, .. } => {
                Some(format!(" left join ({}) as {join} on {join}.id = {column}", lookups(speech, of)))
            }
        }
    }

    /// What is stored for the given texts `c{at}` and those after it.
    pub(super) fn stored(&self, speech: &dyn Speech, at: usize) -> String {
        match &self.to {
            To::Value => speech.cast(&self.column, &format!("given.c{at}")),
            To::Row { place, id, key, .. } => format!(
                "(select r.{} from {} as r where {})",
                speech.quoted(&id.name),
                speech.table(place),
                is_target(speech, key, at, "r")
            ),
            To::Lookup { of, is_there: true } => {
                format!("(select l.id from ({}) as l where l.code = given.c{at})", lookups(speech, of))
            }
            To::Lookup { is_there: false, .. } => "null".to_owned(),
        }
    }

    /// The same by a join with `given`, for statements that have many rows; the join gives the alias.
    pub(super) fn stored_by_join(&self, speech: &dyn Speech, at: usize, alias: &str) -> (String, Option<String>) {
        match &self.to {
            To::Value => (speech.cast(&self.column, &format!("given.c{at}")), None),
            To::Row { place, id, key, .. } => {
                let on = is_target(speech, key, at, alias);
                let join = format!(" left join {} as {alias} on {on}", speech.table(place));
                (format!("{alias}.{}", speech.quoted(&id.name)), Some(join))
            }
            To::Lookup { of, .. } => {
                let join = format!(" left join ({}) as {alias} on {alias}.code = given.c{at}", lookups(speech, of));
                (format!("{alias}.id"), Some(join))
            }
        }
    }

    /// Whether the row `own` has what is given as `c{at}`.
    pub(super) fn is_given(&self, speech: &dyn Speech, at: usize, own: &str) -> String {
        let column = format!("{own}.{}", speech.quoted(&self.column.name));
        match &self.to {
            To::Value => speech.is_key(&self.column, &format!("given.c{at}"), &column),
            To::Row { .. } | To::Lookup { .. } => format!("{column} = {}", self.stored(speech, at)),
        }
    }
}

/// Whether the row `own` has the key that is given as `c{at}` and those after it.
fn is_target(speech: &dyn Speech, key: &[Column], at: usize, own: &str) -> String {
    let parts = key.iter().enumerate().map(|(nth, column)| {
        speech.is_key(column, &format!("given.c{}", at + nth), &format!("{own}.{}", speech.quoted(&column.name)))
    });
    parts.collect::<Vec<_>>().join(" and ")
}

/// Ids and codes of a type's values.
fn lookups(speech: &dyn Speech, of: &str) -> String {
    let mapping = Mapping::of(speech.dialect());
    let (values, types) = (&mapping.lookup, &mapping.lookup_type);
    format!(
        "select v.{} as id, v.{} as code from {} as v join {} as y on y.{} = v.{} where y.{} = '{}'",
        values.id,
        values.code,
        values.table,
        types.table,
        types.id,
        mapping.lookup_type_of,
        types.code,
        of.replace('\'', "''")
    )
}

/// The fields of a table.
pub(super) struct Layout<'a> {
    pub table: &'a Known<'a>,
    pub fields: Vec<Field>,
    /// Those of the natural key, by their places among the fields.
    pub key: Vec<usize>,
}

impl<'a> Layout<'a> {
    /// The fields of these names, and those of the key.
    pub(super) fn of<'n>(
        tables: &'a Tables<'a>,
        table: &'a Known<'a>,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, Vec<Finding>> {
        let mut wrong = Vec::new();
        let mut fields: Vec<Field> = Vec::new();
        let names: Vec<&str> = names.into_iter().collect();
        for name in names.into_iter().chain(table.mapping.key.iter().map(String::as_str)) {
            if fields.iter().any(|field| field.name == name) {
                continue;
            }
            match field(tables, table, name) {
                Ok(field) => fields.push(field),
                Err(finding) => wrong.push(*finding),
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for field in &fields {
            if seen.contains(&field.column.name.as_str()) {
                let message =
                    format!("rows of `tables.{}` give the column `{}` twice", table.mapping.name, field.column.name);
                let finding = Finding::error("table/column-twice", message).at(&table.mapping.span);
                wrong.push(finding.help("give either the column or the reference"));
            }
            seen.push(&field.column.name);
        }
        let key: Vec<usize> =
            table.mapping.key.iter().filter_map(|name| fields.iter().position(|field| field.name == *name)).collect();
        if wrong.is_empty() {
            wrong.extend(unique(table, key.iter().map(|at| &fields[*at])));
        }
        if wrong.is_empty() { Ok(Self { table, fields, key }) } else { Err(wrong) }
    }

    /// The fields of the key, each with the place of its first text among those that are given of a key.
    pub(super) fn key_fields(&self) -> impl Iterator<Item = (usize, &Field)> {
        self.key.iter().scan(0, |at, field| {
            let field = &self.fields[*field];
            let first = *at;
            *at += field.width();
            Some((first, field))
        })
    }

    /// How many texts tell a key.
    pub(super) fn key_width(&self) -> usize {
        self.key_fields().map(|(_, field)| field.width()).sum()
    }

    /// Whether the row `t` has the key that is given first.
    pub(super) fn is_given(&self, speech: &dyn Speech) -> String {
        let parts = self.key_fields().map(|(at, field)| field.is_given(speech, at, "t"));
        parts.collect::<Vec<_>>().join(" and ")
    }

    /// A body whose key is told as another body tells it: the name says which row it is.
    pub(super) fn with_key(&self, mut body: Body, other: &Body) -> Body {
        for (_, field) in self.key_fields() {
            let key = other.get(field.part()).and_then(|part| part.get(&field.name));
            if let (Some(key), Some(Value::Object(part))) = (key, body.get_mut(field.part())) {
                part.insert(field.name.clone(), key.clone());
            }
        }
        body
    }

    /// The name of a row, from the texts of its fields.
    pub(super) fn name<'t>(&self, text: impl Fn(usize) -> Option<&'t str>) -> Option<String> {
        let parts: Option<Vec<String>> =
            self.key.iter().map(|at| text(*at).map(|text| self.fields[*at].key_part(text))).collect();
        Some(key_text(parts?.iter().map(String::as_str)))
    }

    /// The texts of a row's key, from its name: as the fields of the key have them.
    pub(super) fn key_texts(&self, name: &str) -> Vec<Option<String>> {
        let parts = key_parts(name);
        let mut texts = Vec::new();
        for (nth, at) in self.key.iter().enumerate() {
            let field = &self.fields[*at];
            let value = match (parts.get(nth), &field.to) {
                (None, _) => Value::Null,
                (Some(part), To::Value) => part.clone().into(),
                (Some(part), To::Row { table, key, .. }) => match key.len() {
                    1 => format!("{table}/{}", key_text([part.as_str()])).into(),
                    _ => format!("{table}/{part}").into(),
                },
                (Some(part), To::Lookup { of, .. }) => format!("{of}/{part}").into(),
            };
            texts.extend(field.texts(&value));
        }
        texts
    }

    /// A body with the values of these fields.
    pub(super) fn body<'t>(&self, text: impl Fn(usize) -> Option<Option<&'t str>>) -> Body {
        let mut body = Body::new();
        for (at, field) in self.fields.iter().enumerate() {
            if let Some(text) = text(at).filter(|text| !field.has_secret(*text)) {
                let part = body.entry(field.part()).or_insert_with(|| Value::Object(Body::new()));
                if let Value::Object(part) = part {
                    part.insert(field.name.clone(), field.value(text));
                }
            }
        }
        body
    }
}

/// The field that rows call so.
pub(super) fn field(tables: &Tables, table: &Known, name: &str) -> Result<Field, Box<Finding>> {
    let mapping = table.mapping;
    let reference = mapping.references.get(name);
    let (column_name, span) = reference.map_or((name, &mapping.span), |it| (it.column.as_str(), &it.span));
    let column = table.schema.column(column_name).ok_or_else(|| Box::new(no_column(table, column_name, span)))?;
    if column.is_generated {
        let message = format!("the database itself fills the column `{column_name}` of `{}`", mapping.table);
        let finding = Finding::error("table/generated", message).at(span);
        return Err(Box::new(finding.help("remove it from the rows")));
    }
    if is_called(name) || is_called(column_name) {
        let message = format!("the column `{column_name}` of `{}` is called like a secret", mapping.table);
        let finding = Finding::error("config/secret-in-clear", message).at(span);
        return Err(Box::new(finding.help("leave it out: a plan shows what rows have")));
    }
    let to = match reference.map(|it| &it.to) {
        None => To::Value,
        Some(RowTarget::Lookup(of)) => To::Lookup { of: of.clone(), is_there: table.has_lookups },
        Some(RowTarget::Table(to)) => target(tables, table, column_name, to, span)?,
    };
    Ok(Field { name: name.to_owned(), column: column.clone(), to })
}

fn target(tables: &Tables, table: &Known, column: &str, to: &str, span: &Span) -> Result<To, Box<Finding>> {
    let Some(other) = tables.get(to) else {
        let message = format!(
            "the reference names the table `{to}`, which is not declared{}",
            did_you_mean(to, tables.keys().copied())
        );
        let finding = Finding::error("table/reference", message).at(span);
        return Err(Box::new(finding.help(format!("declare `[tables.{to}]` with its `key`; it needs no rows"))));
    };
    let key = other.mapping.key.iter().map(|name| match other.mapping.references.contains_key(name) {
        true => {
            let message = format!("the reference names `{to}`, whose key has a reference itself");
            let finding = Finding::error("table/reference", message).at(span);
            Err(Box::new(
                finding.help(format!("give `{to}` a key of plain columns, or give the id in the column `{column}`")),
            ))
        }
        false => {
            let found = other.schema.column(name).cloned();
            found.ok_or_else(|| Box::new(no_column(other, name, &other.mapping.key_span)))
        }
    });
    let key = key.collect::<Result<Vec<_>, _>>()?;
    let foreign = table.schema.outgoing.iter().find(|it| it.columns == [column]).and_then(|it| it.to_columns.first());
    let id = match (foreign, &other.schema.primary[..]) {
        (Some(id), _) | (None, [id]) => other.schema.column(id),
        _ => None,
    };
    let Some(id) = id else {
        let message = format!("`{}` has no single column that `{column}` could hold the id of", other.mapping.table);
        let finding = Finding::error("table/reference", message).at(span);
        return Err(Box::new(finding.help("add a foreign key to the database, or a primary key of one column")));
    };
    Ok(To::Row { table: to.to_owned(), place: other.mapping.table.clone(), id: id.clone(), key })
}

fn no_column(table: &Known, name: &str, span: &Span) -> Finding {
    let known = || table.schema.columns.iter().map(|column| column.name.as_str());
    let message = format!("`{}` has no column `{name}`{}", table.mapping.table, did_you_mean(name, known()));
    Finding::error("table/no-column", message).at(span).help(format!("its columns are {}", listed(known())))
}

/// The natural key has to be one for the database, too.
fn unique<'f>(table: &Known, key: impl Iterator<Item = &'f Field>) -> Option<Finding> {
    let mut columns: Vec<&str> = key.map(|field| field.column.name.as_str()).collect();
    columns.sort_unstable();
    let mut indexes = table.schema.unique.iter().map(|index| {
        let mut index: Vec<&str> = index.iter().map(String::as_str).collect();
        index.sort_unstable();
        index
    });
    if indexes.any(|index| index == columns) {
        return None;
    }
    let name = &table.mapping.table;
    let columns = columns.join(", ");
    let message = format!("`{name}` has no unique index on its key ({columns})");
    let finding = Finding::error("table/no-unique-index", message).at(&table.mapping.key_span);
    Some(finding.help(format!("create one: `create unique index on {name} ({columns})`, or choose another `key`")))
}
