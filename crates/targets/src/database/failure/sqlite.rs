//! What SQLite says went wrong.

use super::words::violated;
use crate::database::location::Location;
use realmform_model::Failure;

pub(super) fn told(code: u32, words: &str, location: &Location) -> Failure {
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
