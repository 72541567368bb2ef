//! SQLite files of a stranger, in which a view stands for a table and never ends.

use std::time::{Duration, Instant};

use super::*;

/// A catalogue whose labels are a view with this body.
async fn viewed(file: &FilePath, select: &str) -> Database {
    let mut database = at(file);
    catalogue(&mut database).await;
    sql(file, "drop table lookup_type_label").await;
    let numbers = "with recursive c(x) as (select 1 union all select x + 1 from c)";
    sql(file, &format!("create view lookup_type_label as {numbers} {select}")).await;
    database
}

const SILENT: &str = "select x as lookup_type_id, 'en' as language, 'l' as label from c where x < 0";

#[tokio::test]
async fn a_statement_that_never_ends_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let database = viewed(&file, SILENT).await.with_timeout(Some("0.3".to_owned())).unwrap();
    let began = Instant::now();
    let failure = database.read(None).await.unwrap_err();
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(failure.message.contains("did not finish a statement in time"), "{}", failure.message);
}

#[tokio::test]
async fn so_are_rows_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let options = SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut connection = connection::Connection::sqlite(&options, Duration::from_secs(60)).await.unwrap();
    let numbers = "with recursive c(x) as (select 1 union all select x + 1 from c)";
    let endless = format!("{numbers} select hex(zeroblob(10000000)) from c");
    let error = connection.rows(statement::Statement::plain(endless)).await.unwrap_err();
    assert!(error.to_string().contains("its rows have more than 256 MiB"), "{error}");
}

#[tokio::test]
async fn who_stops_waiting_stops_the_statement() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("catalogue.db");
    let database = viewed(&file, SILENT).await;
    let waited = tokio::time::timeout(Duration::from_millis(300), database.read(None)).await;
    assert!(waited.is_err(), "it would never have ended");
    // Whoever reads holds off whoever wants to change the tables; now nobody does.
    let began = Instant::now();
    sql(&file, "drop view lookup_type_label").await;
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}
