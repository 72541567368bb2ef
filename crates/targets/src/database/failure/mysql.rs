//! What MariaDB or MySQL says went wrong.

use sqlx::mysql::MySqlDatabaseError;

use super::words::{broken, violated};
use crate::database::location::Location;
use realmform_model::Failure;

pub(super) fn told(error: &MySqlDatabaseError, location: &Location) -> Failure {
    let words = error.message();
    match error.number() {
        // The last three: a password that has expired, and accounts that are locked.
        1045 | 1130 | 1698 | 1820 | 1862 | 3118 | 4151 => {
            Failure::server(format!("{location} rejected the credentials: {words}"))
                .help("fix the user and password in DATABASE_URL, and check that the user may sign in from this host")
        }
        1251 | 2059 => Failure::server(format!("{location} asks for a way to sign in that is not supported: {words}"))
            .help("let the user sign in with `caching_sha2_password` or `mysql_native_password`"),
        1044 => Failure::server(format!("{location} does not let this user into the database: {words}"))
            .help("fix the database's name in DATABASE_URL, or grant the user rights on it"),
        1049 => Failure::server(format!("database {location} does not exist: {words}"))
            .help("create it with `create database`, or fix the name in DATABASE_URL"),
        1040 | 1203 | 1226 => {
            Failure::server(format!("{location} accepts no connections right now: {words}")).help("try again later")
        }
        // Shut down, killed, or lost on the way.
        1053 | 1077 | 1078 | 1079 | 1152 | 1158..=1161 | 1184 | 1927 | 3169 | 4031 => broken(&words, location),
        1205 => Failure::server(format!("{location}: another session locks what this one needs: {words}"))
            .help("wait until it has ended (`show full processlist` shows it), or set a longer DATABASE_TIMEOUT"),
        1213 => Failure::server(format!("{location}: another session changed the same rows meanwhile: {words}"))
            .help("create the plan again; this transaction was taken back as a whole"),
        1317 | 1969 | 3024 => Failure::server(format!("{location} did not finish a statement in time: {words}"))
            .help("check the load of the database, or set a longer DATABASE_TIMEOUT"),
        1290 | 1792 | 1836 => Failure::server(format!("{location} is read-only: {words}"))
            .help("point DATABASE_URL at the primary, or let the server write"),
        1142 | 1143 | 1227 | 1370 => Failure::server(format!("missing privileges at {location}: {words}")).help(
            "grant the user `create`, `references` and `index` on the database for new tables, and `select`, `insert`, \
             `update` and `delete` on existing tables",
        ),
        1050 => Failure::input(format!("an object with that name already exists at {location}: {words}")).help(
            "rename it, or point DATABASE_URL at another database; if it was created meanwhile, create the plan again",
        ),
        1051 | 1146 | 1412 => {
            Failure::input(format!("the tables of {location} changed meanwhile: {words}")).help("create the plan again")
        }
        1021 | 1041 | 1114 => {
            Failure::server(format!("{location} has no room left: {words}")).help("free some disk space of the server")
        }
        1153 => Failure::input(format!("{location} does not take a statement of this size: {words}"))
            .help("raise the server's `max_allowed_packet`"),
        1406 => Failure::input(format!("{location} rejected a value that is too long: {words}"))
            .help("shorten it: a code or a language holds 255 characters, another text 65,535 bytes"),
        // MariaDB's `json` is a text with a constraint.
        1022 | 1048 | 1062 | 1169 | 1216 | 1217 | 1364 | 1451 | 1452 | 1557 | 1586 | 3819 | 4025 => {
            violated(&words, location)
        }
        1264 | 1265 | 1292 | 1366 | 1367 | 1411 | 3140..=3158 => {
            Failure::input(format!("{location} rejected a value: {words}")).help("fix the value that the message names")
        }
        1064 | 1115 | 1193 | 1273 => Failure::server(format!("{location} does not understand realmform: {words}"))
            .help("it needs MariaDB 10.5 or newer, or MySQL 8.0.17 or newer"),
        number => Failure::server(format!("{location} returned error {number}: {words}")),
    }
}
