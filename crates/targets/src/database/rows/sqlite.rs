//! Rows in SQLite.

use super::column::{Class, Column};
use super::speech::Speech;
use crate::database::dialect::Dialect;
use crate::database::statement::Statement;
use realmform_model::rows::TableName;

pub(super) struct Sqlite;

fn about(table: &TableName, sql: &str) -> Statement {
    let schema = table.schema.clone().unwrap_or_else(|| "main".to_owned());
    Statement::with(Dialect::Sqlite, sql, vec![Some(table.table.clone()), Some(schema)])
}

impl Speech for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn place(&self, table: &TableName) -> Statement {
        about(table, "select $2, name from sqlite_schema where type in ('table', 'view') and lower(name) = lower($1)")
    }

    fn is_system(&self, _schema: &str, table: &str) -> bool {
        table.to_ascii_lowercase().starts_with("sqlite_")
    }

    fn columns(&self, table: &TableName) -> Statement {
        // Hidden columns are generated ones: 2 virtual, 3 stored.
        about(
            table,
            "select name, type, type, case when hidden in (2, 3) then '1' else '0' end \
             from pragma_table_xinfo($1, $2) where hidden <> 1 order by cid",
        )
    }

    fn unique(&self, table: &TableName) -> Statement {
        // A whole number that is the primary key has no index of its own.
        about(
            table,
            "select '', name, '1' from pragma_table_info($1, $2) where pk > 0 \
             union all \
             select * from (select l.name, i.name, '0' from pragma_index_list($1, $2) as l, pragma_index_xinfo(l.name, $2) as i \
             where l.\"unique\" = 1 and l.partial = 0 and l.origin <> 'pk' and i.key = 1 \
             and not exists (select 1 from pragma_index_xinfo(l.name, $2) as e where e.key = 1 and e.cid < 0) \
             order by l.name, i.seqno)",
        )
    }

    fn foreign_keys(&self, table: &TableName) -> Statement {
        about(
            table,
            "select m.name || '/' || f.id, $2, m.name, f.\"from\", $2, f.\"table\", \
             coalesce(f.\"to\", (select p.name from pragma_table_info(f.\"table\", $2) as p where p.pk = f.seq + 1)), f.on_delete \
             from sqlite_schema as m, pragma_foreign_key_list(m.name, $2) as f \
             where m.type = 'table' and (m.name = $1 or lower(f.\"table\") = lower($1)) order by m.name, f.id, f.seq",
        )
    }

    fn is_same(&self, one: &TableName, other: &TableName) -> bool {
        one.table.eq_ignore_ascii_case(&other.table)
    }

    fn class(&self, base: &str) -> Class {
        // The rules by which SQLite itself gives a column its affinity.
        match base {
            _ if base.contains("bool") => Class::Boolean,
            _ if base.contains("json") => Class::Json,
            _ if base.contains("int") => Class::Integer,
            _ if base.contains("char") || base.contains("clob") || base.contains("text") => Class::Text,
            _ => Class::Other,
        }
    }

    fn given(&self, columns: usize) -> String {
        let columns: Vec<String> = (0..columns).map(|at| format!("value ->> {at} as c{at}")).collect();
        format!("select {} from json_each($1)", columns.join(", "))
    }

    fn text(&self, column: &Column, own: &str) -> String {
        if column.class == Class::Boolean {
            return format!("case {own} when 1 then 'true' when 0 then 'false' else cast({own} as text) end");
        }
        // Of a real number, all that tells it from others.
        format!(
            "case typeof({own}) when 'blob' then '\\x' || lower(hex({own})) when 'real' then format('%!.17g', {own}) \
             else cast({own} as text) end"
        )
    }

    fn cast(&self, column: &Column, given: &str) -> String {
        match column.class {
            // The column itself makes of a text what it holds; of words for booleans it does not.
            Class::Boolean => format!("case lower({given}) when 'true' then 1 when 'false' then 0 else {given} end"),
            _ if column.base.contains("blob") => {
                format!("case when {given} like '\\x%' then unhex(substr({given}, 3)) else {given} end")
            }
            _ => given.to_owned(),
        }
    }

    fn same(&self, column: &Column, given: &str, own: &str) -> String {
        let cast = self.cast(column, given);
        if column.base.contains("date") || column.base.contains("time") {
            let moment = |it: &str| format!("strftime('%Y-%m-%d %H:%M:%f', {it})");
            return format!("({own} is {cast} or {} = {})", moment(own), moment(given));
        }
        format!("({own} is {cast})")
    }

    fn defer(&self) -> Option<&'static str> {
        Some("pragma defer_foreign_keys = on")
    }
}
