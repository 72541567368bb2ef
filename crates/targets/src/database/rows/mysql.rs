//! Rows in MariaDB and MySQL.

use super::column::{Class, Column};
use super::speech::Speech;
use crate::database::dialect::Dialect;
use crate::database::statement::Statement;
use realmform_model::rows::TableName;

pub(super) struct Mysql;

/// Names of tables are compared as the bytes that they are.
fn about(table: &TableName, sql: &str) -> Statement {
    let exact = |column: &str| {
        format!(
            "(convert({column}_schema using utf8mb4) = convert(coalesce(nullif(?, ''), database()) using utf8mb4) collate utf8mb4_bin \
             and convert({column}_name using utf8mb4) = ? collate utf8mb4_bin)"
        )
    };
    let mut values = Vec::new();
    let places = sql.matches("IS_TABLE").count() + sql.matches("IS_TARGET").count();
    for _ in 0..places {
        values.extend([Some(table.schema.clone().unwrap_or_default()), Some(table.table.clone())]);
    }
    let sql = sql.replace("IS_TABLE", &exact("table")).replace("IS_TARGET", &exact("referenced_table"));
    Statement::with(Dialect::Mysql, sql, values)
}

impl Speech for Mysql {
    fn dialect(&self) -> Dialect {
        Dialect::Mysql
    }

    fn quoted(&self, name: &str) -> String {
        format!("`{}`", name.replace('`', "``"))
    }

    fn text_type(&self) -> &'static str {
        "char"
    }

    fn columns(&self, table: &TableName) -> Statement {
        // Of a text, how it is compared. MariaDB's JSON is a text that has to be JSON.
        about(
            table,
            "select cast(c.column_name as char), cast(case \
               when c.collation_name is not null then c.collation_name \
               when c.data_type in ('tinyint', 'smallint', 'mediumint', 'int', 'bigint') \
                 then if(c.column_type like '%unsigned%', 'unsigned', 'signed') \
               when c.data_type in ('year', 'bit') then 'unsigned' \
               when c.data_type = 'decimal' then concat('decimal(', c.numeric_precision, ',', c.numeric_scale, ')') \
               when c.data_type in ('float', 'double') then 'double' \
               when c.data_type in ('datetime', 'timestamp') then concat('datetime(', c.datetime_precision, ')') \
               when c.data_type = 'time' then concat('time(', c.datetime_precision, ')') \
               when c.data_type = 'date' then 'date' when c.data_type = 'json' then 'json' else 'binary' end as char), \
             cast(case when c.column_type = 'tinyint(1)' then 'bool' \
               /*M! when exists (select 1 from information_schema.check_constraints k where k.constraint_schema = c.table_schema \
                 and k.table_name = c.table_name and k.check_clause = concat('json_valid(`', c.column_name, '`)')) then 'json' */ \
               else c.data_type end as char), \
             case when c.generation_expression <> '' then '1' else '0' end \
             from information_schema.columns c where IS_TABLE order by c.ordinal_position",
        )
    }

    fn unique(&self, table: &TableName) -> Statement {
        // An index on a part of a column, or on an expression, does not make the column unique.
        about(
            table,
            "select cast(s.index_name as char), cast(s.column_name as char), if(s.index_name = 'PRIMARY', '1', '0') \
             from information_schema.statistics s where IS_TABLE and s.non_unique = 0 and not exists ( \
               select 1 from information_schema.statistics o where o.table_schema = s.table_schema \
               and o.table_name = s.table_name and o.index_name = s.index_name \
               and (o.sub_part is not null or o.column_name is null)) \
             order by s.index_name, s.seq_in_index",
        )
    }

    fn foreign_keys(&self, table: &TableName) -> Statement {
        about(
            table,
            "select cast(concat(k.constraint_schema, '/', k.table_name, '/', k.constraint_name) as char), \
             cast(nullif(k.table_schema, database()) as char), cast(k.table_name as char), cast(k.column_name as char), \
             cast(nullif(k.referenced_table_schema, database()) as char), cast(k.referenced_table_name as char), \
             cast(k.referenced_column_name as char), cast(r.delete_rule as char) \
             from (select * from information_schema.key_column_usage \
               where referenced_table_name is not null and (IS_TABLE or IS_TARGET)) as k \
             join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema \
             and r.constraint_name = k.constraint_name and r.table_name = k.table_name \
             order by k.constraint_schema, k.table_name, k.constraint_name, k.ordinal_position",
        )
    }

    fn class(&self, base: &str) -> Class {
        match base {
            "bool" => Class::Boolean,
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" => Class::Integer,
            "json" => Class::Json,
            "uuid" => Class::Uuid,
            "datetime" | "timestamp" => Class::Moment,
            "varchar" | "text" | "tinytext" | "mediumtext" | "longtext" => Class::Text,
            _ => Class::Other,
        }
    }

    fn given(&self, columns: usize) -> String {
        let names: Vec<String> = (0..columns).map(|at| format!("r.c{at}")).collect();
        let columns: Vec<String> = (0..columns).map(|at| format!("c{at} longtext path '$[{at}]'")).collect();
        format!("select {} from json_table(?, '$[*]' columns ({})) as r", names.join(", "), columns.join(", "))
    }

    fn text(&self, column: &Column, own: &str) -> String {
        match column.class {
            Class::Boolean => format!("case {own} when 1 then 'true' when 0 then 'false' else cast({own} as char) end"),
            _ if column.cast == "binary" && column.base != "uuid" => format!("concat('\\x', lower(hex({own})))"),
            _ => format!("cast({own} as char)"),
        }
    }

    fn cast(&self, column: &Column, given: &str) -> String {
        match (column.class, column.cast.as_str()) {
            (Class::Boolean, _) => {
                format!(
                    "cast(case lower({given}) when 'true' then '1' when 'false' then '0' else {given} end as signed)"
                )
            }
            (Class::Json, _) | (Class::Uuid, _) => given.to_owned(),
            (_, "binary") => {
                format!("case when left({given}, 2) = '\\x' then unhex(substr({given}, 3)) else {given} end")
            }
            (_, collation) if collation.contains('_') => {
                let charset = collation.split('_').next().unwrap_or("utf8mb4");
                format!("convert({given} using {charset}) collate {collation}")
            }
            (_, kind) => format!("cast({given} as {kind})"),
        }
    }

    fn same(&self, column: &Column, given: &str, own: &str) -> String {
        let cast = self.cast(column, given);
        match column.base.as_str() {
            // What is read comes without the blanks at its end.
            "char" => format!("(cast(trim(trailing ' ' from {cast}) as binary) <=> cast({own} as binary))"),
            _ if column.cast.contains('_') || matches!(column.class, Class::Json | Class::Uuid) => {
                format!("(cast({cast} as binary) <=> cast({} as binary))", self.text(column, own))
            }
            _ => format!("({cast} <=> {own})"),
        }
    }

    fn defer(&self) -> Option<&'static str> {
        None
    }

    fn insert(&self, table: &str, columns: &str, given: &str, select: &str) -> String {
        format!("insert into {table} ({columns}) with given as ({given}) {select}")
    }

    fn delete(&self, table: &str, given: &str, _columns: &str, _values: &str, condition: &str) -> String {
        format!("delete t from {table} as t join ({given}) as given on {condition}")
    }

    fn update(&self, table: &str, given: &str, join: &str, sets: &[(String, String)], condition: &str) -> String {
        let sets: Vec<String> = sets.iter().map(|(column, value)| format!("t.{column} = {value}")).collect();
        format!("update {table} as t join ({given}) as given{join} set {} where {condition}", sets.join(", "))
    }
}
