//! What PostgreSQL says went wrong.

use sqlx::postgres::PgDatabaseError;

use super::words::{broken, violated};
use crate::database::location::Location;
use realmform_model::Failure;

pub(super) fn told(error: &PgDatabaseError, location: &Location) -> Failure {
    // The detail of some constraints is the whole row, which says less than the constraint's name.
    let words = match error.detail().filter(|detail| !detail.starts_with("Failing row")) {
        Some(detail) => format!("{} ({detail})", error.message()),
        None => error.message().to_owned(),
    };
    match error.code() {
        "28P01" | "28000" => Failure::server(format!("{location} rejected the credentials: {words}"))
            .help("fix the user and password in DATABASE_URL"),
        "3D000" => Failure::server(format!("database {location} does not exist: {words}"))
            .help("create it with `createdb`, or fix the name in DATABASE_URL"),
        "53300" | "57P03" => {
            Failure::server(format!("{location} accepts no connections right now: {words}")).help("try again later")
        }
        code if code.starts_with("57P") || code.starts_with("08") => broken(&words, location),
        "55P03" => Failure::server(format!("{location}: another session locks what this one needs: {words}"))
            .help("wait until it has ended (`pg_stat_activity` shows it), or set a longer DATABASE_TIMEOUT"),
        "40P01" | "40001" => {
            Failure::server(format!("{location}: another session changed the same rows meanwhile: {words}"))
                .help("create the plan again; this transaction was taken back as a whole")
        }
        "57014" => Failure::server(format!("{location} did not finish a statement in time: {words}"))
            .help("check the load of the database, or set a longer DATABASE_TIMEOUT"),
        "25006" => Failure::server(format!("{location} is read-only: {words}"))
            .help("point DATABASE_URL at the primary, or allow the user's transactions to write"),
        "42501" => Failure::server(format!("missing privileges at {location}: {words}")).help(
            "grant the user `create` on the schema for new tables, and `select`, `insert`, `update` and `delete` on \
             existing tables",
        ),
        "3F000" => Failure::server(format!("no schema to create tables in at {location}: {words}"))
            .help("create the schema in the user's search_path, or add `?options[search_path]=SCHEMA` to DATABASE_URL"),
        "42P07" | "42710" => Failure::input(format!("an object with that name already exists at {location}: {words}"))
            .help("rename it, or point DATABASE_URL at another database or schema; if it was created meanwhile, create the plan again"),
        "42P10" => Failure::input(format!("{location} has a table without the required unique key: {words}"))
            .help("rename that table, or point DATABASE_URL at another database or schema"),
        code if code.starts_with("23") => violated(&words, location),
        code if code.starts_with("22") => Failure::input(format!("{location} rejected a value: {words}"))
            .help("fix the value that the message names"),
        code => Failure::server(format!("{location} returned error {code}: {words}")),
    }
}
