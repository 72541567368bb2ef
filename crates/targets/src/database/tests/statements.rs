//! Every statement in each dialect, as the server gets it.

use super::super::dialect::Dialect;
use super::super::entry::RowEntry;
use super::super::mapping::{TYPE, VALUE};
use super::super::statement::{Statement, Statements};
use super::*;
use realmform_model::ownership;

/// The SQL, and below it the values of its placeholders.
fn shown(statement: Option<Statement>) -> String {
    let statement = statement.unwrap();
    let values = statement.values.iter().map(|value| value.as_deref().unwrap_or("null")).collect::<Vec<_>>();
    match &values[..] {
        [] => statement.sql,
        values => format!("{}\n  <- {}", statement.sql, values.join(" | ")),
    }
}

fn all(dialect: Dialect) -> String {
    let statements = Statements::of(dialect);
    let mapping = statements.mapping;
    let created = |address: Address, value: Value| RowEntry::created(0, &address, &body(value)).unwrap();
    let kind = created(lookup_type("place"), json!({"description": "Where", "label": {"en": "Place"}}));
    let rows = ["asia", "earth"].map(|code| {
        let marks = json!({"realmform.project": "shop"});
        let body = json!({"sort": 1, "active": true, "metadata": {"a": 1}, "label": {"en": code}, "attributes": marks});
        created(names::lookup("place", code), body)
    });
    let rows = rows.iter().collect::<Vec<_>>();
    let (asia, earth) = (&rows[0].address, &rows[1].address);
    let names = [mapping.lookup.table, mapping.ledger.table];

    let mut shown_all = mapping.all_tables().iter().flat_map(|table| table.create(dialect)).collect::<Vec<_>>();
    shown_all.extend([dialect.begin_reading().to_owned(), dialect.begin_writing().to_owned()]);
    let statements = [
        Some(statements.columns(&names)),
        Some(statements.types()),
        Some(statements.values()),
        Some(statements.labels(TYPE)),
        Some(statements.labels(VALUE)),
        Some(statements.ledger()),
        Some(statements.metadata(asia)),
        statements.upsert(&[&kind]),
        statements.upsert(&rows),
        statements.upsert_labels(&rows),
        statements.upsert_marks(&rows, ownership::PROJECT),
        Some(statements.rename(asia, "orient")),
        Some(statements.update(rows[0])),
        Some(statements.set_parents(&[(asia, earth)])),
        Some(statements.set_parents(&[(asia, earth), (earth, asia)])),
        Some(statements.clear_parent(asia)),
        Some(statements.delete_label(asia, "en")),
    ]
    .into_iter()
    .chain(statements.delete(asia, true).into_iter().map(Some))
    .chain(statements.delete(&kind.address, true).into_iter().map(Some));
    shown_all.extend(statements.map(shown));
    shown_all.join("\n\n")
}

#[test]
fn each_dialect_has_its_statements() {
    insta::assert_snapshot!("postgres", all(Dialect::Postgres));
    insta::assert_snapshot!("sqlite", all(Dialect::Sqlite));
    insta::assert_snapshot!("mysql", all(Dialect::Mysql));
}

#[test]
fn a_name_with_the_quotes_of_its_dialect_stays_one_name() {
    use super::super::table::Name;
    assert_eq!(Name("a`b\"c", Dialect::Mysql.quotes()).to_string(), "`a``b\"c`");
    assert_eq!(Name("a`b\"c", Dialect::Postgres.quotes()).to_string(), "\"a`b\"\"c\"");
}
