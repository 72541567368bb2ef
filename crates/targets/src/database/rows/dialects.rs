//! Which database speaks how.

use super::speech::Speech;
use crate::database::dialect::Dialect;

/// The speech of a database.
pub(super) fn of(dialect: Dialect) -> &'static dyn Speech {
    match dialect {
        Dialect::Postgres => &super::postgres::Postgres,
        Dialect::Sqlite => &super::sqlite::Sqlite,
        Dialect::Mysql => &super::mysql::Mysql,
    }
}
