//! Database errors as failures: what went wrong, where, and what to do next.

mod mysql;
mod postgres;
mod sqlite;
mod words;

use std::fmt::Display;
use std::io::ErrorKind;

use sqlx::Error;
use sqlx::mysql::MySqlDatabaseError;
use sqlx::postgres::PgDatabaseError;

use super::location::Location;
use realmform_model::Failure;

/// A connection that did not come about.
pub(super) fn connecting(error: &Error, location: &Location) -> Failure {
    let is_mysql = matches!(location, Location::Mysql { .. });
    let (safe, plain, files) = match is_mysql {
        true => ("ssl-mode=VERIFY_IDENTITY&ssl-ca=FILE", "ssl-mode=DISABLED", "`ssl-ca`, `ssl-cert` or `ssl-key`"),
        false => ("sslmode=verify-full&sslrootcert=FILE", "sslmode=disable", "`sslrootcert`, `sslcert` or `sslkey`"),
    };
    let no_tls = |words: &dyn Display| {
        Failure::server(format!("cannot set up TLS with {location}: {words}")).help(format!(
            "add the CA of the server's certificate to DATABASE_URL, `?{safe}`, or, if you trust the network, `?{plain}`"
        ))
    };
    let by_socket = match location {
        Location::Postgres(options) => options.get_socket().is_some(),
        Location::Mysql { options, .. } => options.get_socket().is_some(),
        Location::Sqlite { .. } => false,
    };
    match error {
        Error::Tls(words) if words.to_string().contains("not support TLS") => Failure::server(format!(
            "cannot set up TLS with {location}: {words}"
        ))
        .help(format!("turn on TLS at the server, or, if you trust the network, add `?{plain}` to DATABASE_URL")),
        Error::Tls(words) => no_tls(words),
        // A certificate that is refused.
        Error::Io(words) if words.kind() == ErrorKind::InvalidData => no_tls(words),
        Error::Io(words) if words.kind() == ErrorKind::NotFound && !by_socket => {
            Failure::input(format!("cannot read a file named in the URL of {location}: {words}"))
                .help(format!("fix {files} in DATABASE_URL"))
        }
        Error::Io(words) => Failure::server(format!("cannot connect to {location}: {words}"))
            .help("check that the database is running, and that DATABASE_URL has the right host and port"),
        // The library can encrypt a password by itself, which realmform leaves to TLS.
        Error::Configuration(_) if is_mysql => {
            Failure::server(format!("{location} wants the password encrypted, and the connection is not"))
                .help(format!("add `?{safe}` to DATABASE_URL, and let the server offer TLS"))
        }
        _ => running(error, location),
    }
}

/// A statement that failed.
pub(super) fn running(error: &Error, location: &Location) -> Failure {
    match (error, location) {
        (Error::Database(error), Location::Postgres(_)) => {
            let error = error.try_downcast_ref::<PgDatabaseError>();
            error.map_or_else(|| unnamed(location), |error| postgres::told(error, location))
        }
        (Error::Database(error), Location::Sqlite { .. }) => {
            let code = error.code().and_then(|code| code.parse::<u32>().ok()).unwrap_or_default();
            sqlite::told(code, error.message(), location)
        }
        (Error::Database(error), Location::Mysql { .. }) => {
            let error = error.try_downcast_ref::<MySqlDatabaseError>();
            error.map_or_else(|| unnamed(location), |error| mysql::told(error, location))
        }
        (Error::Io(words), _) if words.kind() == ErrorKind::TimedOut => {
            Failure::server(format!("{location} has fallen silent: {words}")).help(
                "check the database and the network, or set a longer DATABASE_TIMEOUT; then create the plan again, the \
                 transaction was either written as a whole or not at all",
            )
        }
        (Error::Io(words), _) => words::broken(words, location),
        (error, _) => Failure::server(format!("{location}: {error}")),
    }
}

fn unnamed(location: &Location) -> Failure {
    Failure::server(format!("{location} failed"))
}
