//! The lock of a database: a session's advisory lock on PostgreSQL, a file's beside SQLite.

use sqlx::Error;

use super::connection::Connection;
use super::location::Location;
use super::session::Session;
use super::statement::Statement;
use super::{Database, failure};
use crate::file_lock;
use crate::file_lock::FileLock;
use crate::locking::{Attempt, Locking};
use realmform_model::Failure;
use realmform_model::lock::Holder;

/// The advisory lock's two numbers: `realmform`, and `apply`. It is one for each database.
const KEYS: (i32, i32) = (0x7265_616c, 0x6170_706c);
/// PostgreSQL cuts the name of a session here.
const NAME_BYTES: usize = 63;

/// Held until it is dropped; the server, or the operating system, frees it when the process dies.
pub struct Lock(Handle);

enum Handle {
    File(#[expect(dead_code, reason = "held, and let go when it is dropped")] FileLock),
    Session(Session),
}

impl Lock {
    /// Whether the session that held it has ended: another may be at work.
    pub fn is_lost(&self) -> bool {
        matches!(&self.0, Handle::Session(session) if session.is_lost())
    }
}

impl Locking for Database {
    type Held = Lock;

    async fn try_lock(&self, holder: &Holder) -> Result<Attempt<Lock>, Failure> {
        match &self.location {
            Location::Sqlite { file, root, .. } => {
                self.location.checked()?;
                Ok(file_lock::try_lock(root, file, holder)?.map(|lock| Lock(Handle::File(lock))))
            }
            Location::Postgres(options) => {
                let named = options.as_ref().clone().application_name(&short(&holder.to_text()));
                let failed = |error: Error| self.hushed(failure::running(&error, &self.location));
                let mut connection = Connection::postgres(&named, self.timeout)
                    .await
                    .map_err(|error| self.hushed(failure::connecting(&error, &self.location)))?;
                let (one, two) = KEYS;
                let sql = format!("select pg_try_advisory_lock({one}, {two})::text");
                let rows = connection.rows(Statement::plain(sql)).await.map_err(failed)?;
                if rows.first().and_then(|row| row.first()?.as_deref()) == Some("true") {
                    return Ok(Attempt::Held(Lock(Handle::Session(Session::keep(connection)))));
                }
                let sql = format!(
                    "select a.application_name, \
                     to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
                     from pg_locks l join pg_stat_activity a on a.pid = l.pid \
                     where l.locktype = 'advisory' and l.granted and l.classid = {one} and l.objid = {two} \
                     and l.database = (select oid from pg_database where datname = current_database())"
                );
                let rows = connection.rows(Statement::plain(sql)).await.map_err(failed)?;
                _ = connection.close().await;
                let text = |column: usize| rows.first().and_then(|row| row.get(column)?.as_deref());
                let mut found = Holder::from_text(text(0).unwrap_or_default());
                found.since = text(1).and_then(|since| since.parse().ok());
                Ok(Attempt::Busy(found))
            }
        }
    }

    async fn release(held: Lock) {
        if let Handle::Session(session) = held.0 {
            session.end().await;
        }
    }
}

/// As much of the text as the name of a session holds.
fn short(text: &str) -> String {
    let mut end = text.len().min(NAME_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}
