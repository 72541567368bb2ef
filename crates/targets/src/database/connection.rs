//! One connection to either database; every value is passed as text and cast by the SQL.

use std::io::ErrorKind;
use std::time::Duration;

use futures::TryStreamExt;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Error, Row as _, query, raw_sql};

use super::dialect::Dialect;
use super::patience::{Patience, Watch};
use super::statement::Statement;

/// How often a server is tried that does not answer, and how long each time.
const TRIES: u32 = 4;
const CONNECTING: Duration = Duration::from_secs(5);
/// A good-bye is not waited for longer.
const CLOSING: Duration = Duration::from_secs(2);
/// So many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 10_000;
/// More bytes than these are no answer.
const LARGEST: usize = 256 << 20;
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// A row: the columns as text, `None` for null.
pub(super) type Row = Vec<Option<String>>;

/// An open connection.
pub(super) enum Connection {
    Postgres(Box<PgConnection>, Patience),
    /// A file that another program writes to is waited for five seconds, by the library.
    Sqlite(Box<SqliteConnection>, Watch),
}

impl Connection {
    /// Connects, and tries again with growing pauses where nobody answers.
    pub(super) async fn postgres(options: &PgConnectOptions, timeout: Duration) -> Result<Self, Error> {
        let mut tried = 0;
        loop {
            let error = match tokio::time::timeout(CONNECTING, options.connect()).await {
                Ok(Ok(connection)) => return Ok(Self::Postgres(Box::new(connection), Patience::new(timeout))),
                Ok(Err(error)) => error,
                Err(_) => Error::Io(std::io::Error::new(
                    ErrorKind::TimedOut,
                    format!("no answer within {} seconds", CONNECTING.as_secs()),
                )),
            };
            tried += 1;
            if tried == TRIES || !may_pass(&error) {
                return Err(error);
            }
            tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(tried - 1)).await;
        }
    }

    /// A statement that runs for longer is ended, and so is the one that runs when the connection is dropped.
    pub(super) async fn sqlite(options: &SqliteConnectOptions, timeout: Duration) -> Result<Self, Error> {
        let mut connection = options.connect().await?;
        let watch = Watch::new(timeout);
        let may_run = watch.may_run();
        connection.lock_handle().await?.set_progress_handler(STEPS, may_run);
        Ok(Self::Sqlite(Box::new(connection), watch))
    }

    pub(super) fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(..) => Dialect::Postgres,
            Self::Sqlite(..) => Dialect::Sqlite,
        }
    }

    /// Runs SQL without values.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Error> {
        let sql = raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Postgres(connection, patience) => patience.wait(sql.execute(&mut **connection)).await.map(drop),
            Self::Sqlite(connection, watch) => {
                watch.begin();
                sql.execute(&mut **connection).await.map(drop)
            }
        }
    }

    /// Begins a transaction that sees one state and writes nothing.
    pub(super) async fn begin_reading(&mut self) -> Result<(), Error> {
        self.begin(self.dialect().begin_reading()).await
    }

    /// Begins a transaction that writes.
    pub(super) async fn begin_writing(&mut self) -> Result<(), Error> {
        self.begin(self.dialect().begin_writing()).await
    }

    async fn begin(&mut self, sql: &str) -> Result<(), Error> {
        self.run(sql).await?;
        match self {
            Self::Postgres(_, patience) => {
                let sql = patience.sql();
                self.run(&sql).await
            }
            Self::Sqlite(..) => Ok(()),
        }
    }

    /// Executes a statement and tells how many rows it touched.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, Error> {
        // Not persistent: batches differ in length, and a pooler in front would not know prepared statements.
        match self {
            Self::Postgres(connection, patience) => {
                let sql = query(AssertSqlSafe(statement.sql)).persistent(false);
                let bound = statement.values.into_iter().fold(sql, |sql, value| sql.bind(value));
                Ok(patience.wait(bound.execute(&mut **connection)).await?.rows_affected())
            }
            Self::Sqlite(connection, watch) => {
                watch.begin();
                let sql = query(AssertSqlSafe(statement.sql)).persistent(false);
                let bound = statement.values.into_iter().fold(sql, |sql, value| sql.bind(value));
                Ok(bound.execute(&mut **connection).await?.rows_affected())
            }
        }
    }

    /// The rows that a statement selects; all its columns are text.
    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, Error> {
        match self {
            Self::Postgres(connection, patience) => {
                let sql = query(AssertSqlSafe(statement.sql)).persistent(false);
                let bound = statement.values.into_iter().fold(sql, |sql, value| sql.bind(value));
                let rows = patience.wait(bound.fetch_all(&mut **connection)).await?;
                rows.iter().map(|row| (0..row.len()).map(|column| row.try_get(column)).collect()).collect()
            }
            Self::Sqlite(connection, watch) => {
                watch.begin();
                let sql = query(AssertSqlSafe(statement.sql)).persistent(false);
                let bound = statement.values.into_iter().fold(sql, |sql, value| sql.bind(value));
                let (mut found, mut rows, mut bytes) = (bound.fetch(&mut **connection), Vec::new(), 0);
                while let Some(row) = found.try_next().await? {
                    let row: Row = (0..row.len()).map(|column| row.try_get(column)).collect::<Result<_, _>>()?;
                    bytes += row.iter().flatten().map(String::len).sum::<usize>() + size_of::<Row>();
                    if bytes > LARGEST {
                        return Err(Error::Protocol(format!("its rows have more than {} MiB", LARGEST >> 20)));
                    }
                    rows.push(row);
                }
                Ok(rows)
            }
        }
    }

    /// Says good-bye; what is not committed is gone.
    pub(super) async fn close(self) -> Result<(), Error> {
        match self {
            // Where it is not heard, the connection breaks, which ends the transaction and the session as well.
            Self::Postgres(_, patience) if patience.is_over() => Ok(()),
            Self::Postgres(connection, _) => tokio::time::timeout(CLOSING, connection.close()).await.unwrap_or(Ok(())),
            Self::Sqlite(connection, _watch) => connection.close().await,
        }
    }
}

/// Whether trying again soon may help: nobody answered, or the server is starting or full.
fn may_pass(error: &Error) -> bool {
    match error {
        Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionRefused
                | ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::BrokenPipe
                | ErrorKind::UnexpectedEof
                | ErrorKind::TimedOut
        ),
        Error::Database(error) => matches!(error.code().as_deref(), Some("57P03" | "53300")),
        _ => false,
    }
}
