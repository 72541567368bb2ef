//! The lock of a database: a session's advisory lock on a server, a file's beside SQLite.

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

/// The two numbers of PostgreSQL's lock: `realmform`, and `apply`. It is one for each database.
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
                let connection = Connection::postgres(&named, self.timeout).await;
                self.try_session(connection, &Advisory::postgres()).await
            }
            Location::Mysql { options, .. } => {
                let connection = Connection::mysql(options, self.timeout).await;
                self.try_session(connection, &Advisory::mysql()).await
            }
        }
    }

    async fn release(held: Lock) {
        if let Handle::Session(session) = held.0 {
            session.end().await;
        }
    }
}

/// The statements of a lock that a session holds.
struct Advisory {
    /// Selects `true` if it was free.
    take: String,
    /// Selects the holder as text, and since when the session is there.
    holder: String,
    /// Whom that text means.
    read: fn(&str) -> Holder,
}

impl Advisory {
    fn postgres() -> Self {
        let (one, two) = KEYS;
        Self {
            take: format!("select pg_try_advisory_lock({one}, {two})::text"),
            holder: format!(
                "select a.application_name, \
                 to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
                 from pg_locks l join pg_stat_activity a on a.pid = l.pid \
                 where l.locktype = 'advisory' and l.granted and l.classid = {one} and l.objid = {two} \
                 and l.database = (select oid from pg_database where datname = current_database())"
            ),
            read: Holder::from_text,
        }
    }

    /// Such a lock is the whole server's, and its name is short and knows no case: so it bears the digest of the database's.
    /// A session has no name here; what is known is its user, and from which host.
    fn mysql() -> Self {
        let name = "concat('realmform-', left(sha2(database(), 256), 32))";
        Self {
            take: format!("select if(get_lock({name}, 0) = 1, 'true', 'false')"),
            holder: format!(
                "select concat(user, '@', substring_index(host, ':', 1), ' (connection ', id, ')'), cast(null as char) \
                 from information_schema.processlist where id = is_used_lock({name})"
            ),
            read: |who| Holder { who: who.to_owned(), ..Holder::default() },
        }
    }
}

impl Database {
    /// Takes the lock in a session of its own, which holds it from then on; or says who has it.
    async fn try_session(
        &self,
        connection: Result<Connection, Error>,
        lock: &Advisory,
    ) -> Result<Attempt<Lock>, Failure> {
        let mut connection = connection.map_err(|error| self.hushed(failure::connecting(&error, &self.location)))?;
        let failed = |error: Error| self.hushed(failure::running(&error, &self.location));
        let rows = connection.rows(Statement::plain(lock.take.clone())).await.map_err(failed)?;
        if rows.first().and_then(|row| row.first()?.as_deref()) == Some("true") {
            return Ok(Attempt::Held(Lock(Handle::Session(Session::keep(connection)))));
        }
        let rows = connection.rows(Statement::plain(lock.holder.clone())).await.map_err(failed)?;
        _ = connection.close().await;
        let text = |column: usize| rows.first().and_then(|row| row.get(column)?.as_deref());
        let mut found = (lock.read)(text(0).unwrap_or_default());
        found.since = text(1).and_then(|since| since.parse().ok());
        Ok(Attempt::Busy(found))
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
