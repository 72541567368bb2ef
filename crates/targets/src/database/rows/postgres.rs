//! Rows in PostgreSQL.

use super::column::{Class, Column};
use super::speech::Speech;
use crate::database::dialect::Dialect;
use crate::database::statement::Statement;
use realmform_model::rows::TableName;

pub(super) struct Postgres;

/// The table's own number; the values are its schema and its name.
const TABLE: &str =
    "to_regclass(case when $1 = '' then quote_ident($2) else quote_ident($1) || '.' || quote_ident($2) end)";

fn about(table: &TableName, sql: &str) -> Statement {
    let values = vec![Some(table.schema.clone().unwrap_or_default()), Some(table.table.clone())];
    Statement::with(Dialect::Postgres, sql.replace("TABLE", TABLE), values)
}

impl Speech for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn place(&self, table: &TableName) -> Statement {
        about(
            table,
            "select cast(n.nspname as text), cast(c.relname as text) from pg_catalog.pg_class c \
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.oid = TABLE",
        )
    }

    fn wholes(&self, table: &TableName) -> Option<Statement> {
        Some(about(
            table,
            "with recursive up(oid) as (select inhparent from pg_catalog.pg_inherits where inhrelid = TABLE \
               union select i.inhparent from pg_catalog.pg_inherits i join up on i.inhrelid = up.oid) \
             select cast(n.nspname as text), cast(c.relname as text) from up \
             join pg_catalog.pg_class c on c.oid = up.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace",
        ))
    }

    fn is_system(&self, schema: &str, _table: &str) -> bool {
        schema.starts_with("pg_") || schema == "information_schema"
    }

    fn columns(&self, table: &TableName) -> Statement {
        // Of a domain, what it is made of. A length would cut what is too long, and hide the error.
        about(
            table,
            "with recursive base(attnum, oid, typmod) as ( \
               select attnum, atttypid, atttypmod from pg_catalog.pg_attribute \
               where attrelid = TABLE and attnum > 0 and not attisdropped \
               union all \
               select base.attnum, t.typbasetype, case when t.typtypmod = -1 then base.typmod else t.typtypmod end \
               from base join pg_catalog.pg_type t on t.oid = base.oid where t.typtype = 'd') \
             select cast(a.attname as text), \
               case when t.typcategory = 'S' then format_type(t.oid, -1) else format_type(t.oid, base.typmod) end, \
               cast(t.typname as text), \
               case when a.attgenerated <> '' or a.attidentity = 'a' then '1' else '0' end \
             from base join pg_catalog.pg_type t on t.oid = base.oid and t.typtype <> 'd' \
             join pg_catalog.pg_attribute a on a.attrelid = TABLE and a.attnum = base.attnum order by a.attnum",
        )
    }

    fn unique(&self, table: &TableName) -> Statement {
        about(
            table,
            "select cast(i.indexrelid as text), cast(a.attname as text), case when i.indisprimary then '1' else '0' end \
             from pg_catalog.pg_index i, unnest(i.indkey) with ordinality as k(attnum, place) \
             join pg_catalog.pg_attribute a on a.attrelid = TABLE and a.attnum = k.attnum \
             where i.indrelid = TABLE and i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null \
             and k.place <= i.indnkeyatts order by i.indexrelid, k.place",
        )
    }

    fn foreign_keys(&self, table: &TableName) -> Statement {
        about(
            table,
            "select cast(c.oid as text), cast(fn.nspname as text), cast(f.relname as text), cast(fa.attname as text), \
             cast(tn.nspname as text), cast(t.relname as text), cast(ta.attname as text), \
             case c.confdeltype when 'c' then 'cascade' when 'n' then 'set null' when 'd' then 'set default' \
             else 'restrict' end \
             from pg_catalog.pg_constraint c \
             join pg_catalog.pg_class f on f.oid = c.conrelid join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace \
             join pg_catalog.pg_class t on t.oid = c.confrelid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace \
             cross join unnest(c.conkey, c.confkey) with ordinality as k(own, their, place) \
             join pg_catalog.pg_attribute fa on fa.attrelid = c.conrelid and fa.attnum = k.own \
             join pg_catalog.pg_attribute ta on ta.attrelid = c.confrelid and ta.attnum = k.their \
             where c.contype = 'f' and c.conparentid = 0 and (c.conrelid = TABLE or c.confrelid = TABLE) \
             order by c.oid, k.place",
        )
    }

    fn class(&self, base: &str) -> Class {
        match base {
            "int2" | "int4" | "int8" => Class::Integer,
            "bool" => Class::Boolean,
            "json" | "jsonb" => Class::Json,
            "uuid" => Class::Uuid,
            "text" | "varchar" | "citext" | "name" => Class::Text,
            _ => Class::Other,
        }
    }

    fn given(&self, columns: usize) -> String {
        let columns: Vec<String> = (0..columns).map(|at| format!("r ->> {at} as c{at}")).collect();
        format!("select {} from json_array_elements(cast($1 as json)) as r", columns.join(", "))
    }

    fn text(&self, _column: &Column, own: &str) -> String {
        format!("cast({own} as text)")
    }

    fn cast(&self, column: &Column, given: &str) -> String {
        format!("cast({given} as {})", column.cast)
    }

    fn same(&self, column: &Column, given: &str, own: &str) -> String {
        let given = self.cast(column, given);
        match column.base.as_str() {
            // Numbers and moments are equal in more than one spelling.
            "numeric" | "float4" | "float8" | "int2" | "int4" | "int8" | "timestamptz" | "interval" | "jsonb" => {
                format!("({given} is not distinct from {own})")
            }
            "json" => format!("(cast({given} as jsonb) is not distinct from cast({own} as jsonb))"),
            // What the database compares without regard to case or not at all is the same where it reads the same.
            _ => format!("(cast({given} as text) is not distinct from cast({own} as text))"),
        }
    }

    fn defer(&self) -> Option<&'static str> {
        Some("set constraints all deferred")
    }
}
