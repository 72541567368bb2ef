//! What went wrong with a database, in words: what, where, what next.

use std::fmt::Display;
use std::io::ErrorKind;

use sqlx::Error;
use sqlx::postgres::PgDatabaseError;

use super::location::Location;
use realmform_model::Failure;

/// A connection that did not come about.
pub(super) fn connecting(error: &Error, location: &Location) -> Failure {
    let no_tls = |words: &dyn Display| {
        Failure::server(format!("no TLS with {location}: {words}")).help(
            "give DATABASE_URL the authority that signed the server's certificate, `?sslmode=verify-full&sslrootcert=FILE`, \
             or, where you trust the network, `?sslmode=disable`",
        )
    };
    let by_socket = matches!(location, Location::Postgres(options) if options.get_socket().is_some());
    match error {
        Error::Tls(words) => no_tls(words),
        // A certificate that is refused.
        Error::Io(words) if words.kind() == ErrorKind::InvalidData => no_tls(words),
        Error::Io(words) if words.kind() == ErrorKind::NotFound && !by_socket => {
            Failure::input(format!("a file that the URL of {location} names cannot be read: {words}"))
                .help("correct `sslrootcert`, `sslcert` or `sslkey` in DATABASE_URL")
        }
        Error::Io(words) => Failure::server(format!("no database answers at {location}: {words}"))
            .help("see that it runs, and that DATABASE_URL has its host and port"),
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
        (Error::Io(words), _) => broken(words, location),
        (error, _) => Failure::server(format!("{location}: {error}")),
    }
}

fn broken(words: &dyn Display, location: &Location) -> Failure {
    Failure::server(format!("the connection to {location} broke: {words}"))
        .help("make the plan again: what is written is written whole, or not at all")
}

fn postgres(error: &PgDatabaseError, location: &Location) -> Failure {
    // The detail of some constraints is the whole row, which says less than the constraint's name.
    let words = match error.detail().filter(|detail| !detail.starts_with("Failing row")) {
        Some(detail) => format!("{} ({detail})", error.message()),
        None => error.message().to_owned(),
    };
    match error.code() {
        "28P01" | "28000" => Failure::server(format!("{location} refuses the credentials: {words}"))
            .help("correct the user and password in DATABASE_URL"),
        "3D000" => Failure::server(format!("there is no such database, {location}: {words}"))
            .help("create it with `createdb`, or correct the name in DATABASE_URL"),
        "53300" | "57P03" => {
            Failure::server(format!("{location} takes no connection now: {words}")).help("try again when it does")
        }
        code if code.starts_with("57P") || code.starts_with("08") => broken(&words, location),
        "25006" => Failure::server(format!("{location} is read-only: {words}"))
            .help("point DATABASE_URL at the primary, or let the user's transactions write"),
        "42501" => Failure::server(format!("too few rights at {location}: {words}")).help(
            "grant the user `create` on the schema where tables are to be made, and `select`, `insert`, `update` and \
             `delete` on those that are there",
        ),
        "3F000" => Failure::server(format!("no schema to make tables in, {location}: {words}"))
            .help("create the schema that the user's search_path names, or add `?options[search_path]=SCHEMA`"),
        "42P07" | "42710" => Failure::input(format!("something of that name is in the way at {location}: {words}"))
            .help("rename it, or point DATABASE_URL at another database or schema; if somebody made it meanwhile, make the plan again"),
        "42P10" => Failure::input(format!("{location} has a table without the unique key that it needs: {words}"))
            .help("rename that table, or point DATABASE_URL at another database or schema"),
        code if code.starts_with("23") => Failure::input(format!("a constraint of {location} refuses it: {words}")),
        code if code.starts_with("22") => Failure::input(format!("{location} refuses a value: {words}")),
        code => Failure::server(format!("{location} answers {code}: {words}")),
    }
}

fn sqlite(code: u32, words: &str, location: &Location) -> Failure {
    // The low byte is the class, the rest tells more.
    match code & 0xff {
        8 | 3 => Failure::server(format!("{location} is read-only: {words}"))
            .help("let this account write the file and its folder; `?mode=ro` in the URL forbids it too"),
        26 => Failure::input(format!("{location} is not an SQLite database: {words}"))
            .help("correct the path; what is there stays as it is"),
        11 => Failure::input(format!("{location} is damaged: {words}")).help("restore it from a copy"),
        14 => Failure::input(format!("{location} cannot be opened: {words}"))
            .help("see that the path is right, that it is a file, and that this account may use it and its folder"),
        5 | 6 => Failure::server(format!("{location} is locked by another program: {words}"))
            .help("try again when that has ended"),
        13 => Failure::server(format!("no room for {location}: {words}")).help("make room on the disk"),
        19 => Failure::input(format!("a constraint of {location} refuses it: {words}")),
        1 if words.ends_with("already exists") || words.starts_with("there is already ") => Failure::input(format!(
            "something of that name is in the way at {location}: {words}"
        ))
        .help(
            "rename it, or point DATABASE_URL at another database; if somebody made it meanwhile, make the plan again",
        ),
        _ => Failure::server(format!("{location}: {words}")),
    }
}
