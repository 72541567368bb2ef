//! Database errors as failures: what went wrong, where, and what to do next.

use std::fmt::Display;
use std::io::ErrorKind;

use sqlx::Error;
use sqlx::postgres::PgDatabaseError;

use super::location::Location;
use realmform_model::Failure;

/// A connection that did not come about.
pub(super) fn connecting(error: &Error, location: &Location) -> Failure {
    let no_tls = |words: &dyn Display| {
        Failure::server(format!("cannot set up TLS with {location}: {words}")).help(
            "add the CA of the server's certificate to DATABASE_URL, `?sslmode=verify-full&sslrootcert=FILE`, or, if you \
             trust the network, `?sslmode=disable`",
        )
    };
    let by_socket = matches!(location, Location::Postgres(options) if options.get_socket().is_some());
    match error {
        Error::Tls(words) => no_tls(words),
        // A certificate that is refused.
        Error::Io(words) if words.kind() == ErrorKind::InvalidData => no_tls(words),
        Error::Io(words) if words.kind() == ErrorKind::NotFound && !by_socket => {
            Failure::input(format!("cannot read a file named in the URL of {location}: {words}"))
                .help("fix `sslrootcert`, `sslcert` or `sslkey` in DATABASE_URL")
        }
        Error::Io(words) => Failure::server(format!("cannot connect to {location}: {words}"))
            .help("check that the database is running, and that DATABASE_URL has the right host and port"),
        _ => running(error, location),
    }
}

/// A statement that failed.
pub(super) fn running(error: &Error, location: &Location) -> Failure {
    match (error, location) {
        (Error::Database(error), Location::Postgres(_)) => {
            let error = error.try_downcast_ref::<PgDatabaseError>();
            error.map_or_else(|| Failure::server(format!("{location} failed")), |error| postgres(error, location))
        }
        (Error::Database(error), Location::Sqlite { .. }) => {
            let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
            sqlite(code, error.message(), location)
        }
        (Error::Io(words), _) if words.kind() == ErrorKind::TimedOut => {
            Failure::server(format!("{location} has fallen silent: {words}")).help(
                "check the database and the network, or set a longer DATABASE_TIMEOUT; then create the plan again, the \
                 transaction was either written as a whole or not at all",
            )
        }
        (Error::Io(words), _) => broken(words, location),
        (error, _) => Failure::server(format!("{location}: {error}")),
    }
}

fn broken(words: &dyn Display, location: &Location) -> Failure {
    Failure::server(format!("lost the connection to {location}: {words}"))
        .help("create the plan again; the transaction was either written as a whole or not at all")
}

fn violated(words: &dyn Display, location: &Location) -> Failure {
    Failure::input(format!("violates a constraint of {location}: {words}"))
        .help("declare a value that meets the constraint, or change the rows that conflict with it")
}

fn postgres(error: &PgDatabaseError, location: &Location) -> Failure {
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

fn sqlite(code: u32, words: &str, location: &Location) -> Failure {
    // The low byte is the class, the rest tells more.
    match code & 0xff {
        8 | 3 => Failure::server(format!("{location} is read-only: {words}"))
            .help("allow this account to write to the file and its directory, and remove `?mode=ro` from the URL"),
        26 => Failure::input(format!("{location} is not an SQLite database: {words}"))
            .help("fix the path; the file was not changed"),
        11 => Failure::input(format!("{location} is corrupt: {words}")).help("restore it from a backup"),
        14 => Failure::input(format!("cannot open {location}: {words}")).help(
            "check that the path is right and names a file, and that this account can access it and its directory",
        ),
        5 | 6 => Failure::server(format!("{location} is locked by another program: {words}"))
            .help("try again when that program has ended"),
        9 => Failure::server(format!("{location} did not finish a statement in time: {words}"))
            .help("check its tables and views, or set a longer DATABASE_TIMEOUT"),
        13 => Failure::server(format!("the disk of {location} is full: {words}")).help("free some disk space"),
        19 => violated(&words, location),
        1 if words.ends_with("already exists") || words.starts_with("there is already ") => Failure::input(format!(
            "an object with that name already exists at {location}: {words}"
        ))
        .help(
            "rename it, or point DATABASE_URL at another database; if it was created meanwhile, create the plan again",
        ),
        _ => Failure::server(format!("{location}: {words}")),
    }
}
