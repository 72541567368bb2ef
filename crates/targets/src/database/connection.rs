//! One connection to any of the databases; every value is passed as text and cast by the SQL.

use std::time::Duration;

use futures::TryStreamExt;
use sqlx::database::HasStatementCache;
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{
    AssertSqlSafe, ColumnIndex, ConnectOptions, Connection as _, Database, Decode, Encode, Error, Type, query, raw_sql,
};

use super::dialect::Dialect;
use super::patience::{Patience, Watch};
use super::retry::patiently;
use super::statement::Statement;

/// A good-bye is not waited for longer.
const CLOSING: Duration = Duration::from_secs(2);
/// So many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 10_000;
/// More bytes than these are no answer.
const LARGEST: usize = 256 << 20;

/// A row: the columns as text, `None` for null.
pub(super) type Row = Vec<Option<String>>;

/// An open connection.
pub(super) enum Connection {
    Postgres(Box<PgConnection>, Patience),
    /// MariaDB too.
    Mysql(Box<MySqlConnection>, Patience),
    /// A file that another program writes to is waited for five seconds, by the library.
    Sqlite(Box<SqliteConnection>, Watch),
}

impl Connection {
    /// Connects, and tries again with growing pauses where nobody answers.
    pub(super) async fn postgres(options: &PgConnectOptions, timeout: Duration) -> Result<Self, Error> {
        let connection = patiently(|| options.connect()).await?;
        Ok(Self::Postgres(Box::new(connection), Patience::new(timeout)))
    }

    /// The same, with a session that is set up as realmform needs it, whatever the server's defaults are.
    pub(super) async fn mysql(options: &MySqlConnectOptions, timeout: Duration) -> Result<Self, Error> {
        let connection = patiently(|| options.connect()).await?;
        let patience = Patience::new(timeout);
        let settings = format!("{}; {}", Dialect::SESSION, patience.of_session());
        let mut connection = Self::Mysql(Box::new(connection), patience);
        connection.run(&settings).await?;
        Ok(connection)
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
            Self::Mysql(..) => Dialect::Mysql,
            Self::Sqlite(..) => Dialect::Sqlite,
        }
    }

    /// Runs SQL without values.
    pub(super) async fn run(&mut self, sql: &str) -> Result<(), Error> {
        let sql = raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Postgres(connection, patience) => patience.wait(sql.execute(&mut **connection)).await.map(drop),
            Self::Mysql(connection, patience) => patience.wait(sql.execute(&mut **connection)).await.map(drop),
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
                let sql = patience.of_transaction();
                self.run(&sql).await
            }
            Self::Mysql(..) | Self::Sqlite(..) => Ok(()),
        }
    }

    /// Executes a statement and tells how many rows it touched.
    pub(super) async fn execute(&mut self, statement: Statement) -> Result<u64, Error> {
        Ok(match self {
            Self::Postgres(connection, patience) => {
                patience.wait(bound(statement).execute(&mut **connection)).await?.rows_affected()
            }
            Self::Mysql(connection, patience) => {
                patience.wait(bound(statement).execute(&mut **connection)).await?.rows_affected()
            }
            Self::Sqlite(connection, watch) => {
                watch.begin();
                bound(statement).execute(&mut **connection).await?.rows_affected()
            }
        })
    }

    /// The rows that a statement selects; all its columns are text.
    pub(super) async fn rows(&mut self, statement: Statement) -> Result<Vec<Row>, Error> {
        match self {
            Self::Postgres(connection, patience) => {
                texts(patience.wait(bound(statement).fetch_all(&mut **connection)).await?)
            }
            Self::Mysql(connection, patience) => {
                texts(patience.wait(bound(statement).fetch_all(&mut **connection)).await?)
            }
            Self::Sqlite(connection, watch) => {
                watch.begin();
                let mut rows = bound(statement).fetch(&mut **connection);
                let (mut found, mut bytes) = (Vec::new(), 0);
                while let Some(row) = rows.try_next().await? {
                    let row: Row = cells(&row)?.into_iter().map(|cell| cell.map(str::to_owned)).collect();
                    bytes += row.iter().flatten().map(String::len).sum::<usize>() + size_of::<Row>();
                    if bytes > LARGEST {
                        return Err(Error::Protocol(format!("its rows have more than {} MiB", LARGEST >> 20)));
                    }
                    found.push(row);
                }
                Ok(found)
            }
        }
    }

    /// Hands the rows that a statement selects to `each`, one after the other, without keeping them; all columns are text.
    pub(super) async fn each(
        &mut self,
        statement: Statement,
        mut each: impl FnMut(&[Option<&str>]) + Send,
    ) -> Result<(), Error> {
        match self {
            Self::Postgres(connection, patience) => {
                let mut rows = bound(statement).fetch(&mut **connection);
                while let Some(row) = patience.wait(rows.try_next()).await? {
                    each(&cells(&row)?);
                }
            }
            Self::Mysql(connection, patience) => {
                let mut rows = bound(statement).fetch(&mut **connection);
                while let Some(row) = patience.wait(rows.try_next()).await? {
                    each(&cells(&row)?);
                }
            }
            Self::Sqlite(connection, watch) => {
                watch.begin();
                let mut rows = bound(statement).fetch(&mut **connection);
                while let Some(row) = rows.try_next().await? {
                    each(&cells(&row)?);
                }
            }
        }
        Ok(())
    }

    /// Says good-bye; what is not committed is gone.
    pub(super) async fn close(self) -> Result<(), Error> {
        match self {
            // Where it is not heard, the connection breaks, which ends the transaction and the session as well.
            Self::Postgres(_, patience) | Self::Mysql(_, patience) if patience.is_over() => Ok(()),
            Self::Postgres(connection, _) => tokio::time::timeout(CLOSING, connection.close()).await.unwrap_or(Ok(())),
            Self::Mysql(connection, _) => tokio::time::timeout(CLOSING, connection.close()).await.unwrap_or(Ok(())),
            Self::Sqlite(connection, _watch) => connection.close().await,
        }
    }
}

/// A statement with its values. Not persistent: batches differ in length, and a pooler in front would not know prepared
/// statements.
fn bound<DB: Database + HasStatementCache>(statement: Statement) -> Query<'static, DB, DB::Arguments>
where
    Option<String>: Encode<'static, DB> + Type<DB>,
{
    let sql = query(AssertSqlSafe(statement.sql)).persistent(false);
    statement.values.into_iter().fold(sql, |sql, value| sql.bind(value))
}

/// Each row's columns.
fn texts<R: sqlx::Row>(rows: Vec<R>) -> Result<Vec<Row>, Error>
where
    usize: ColumnIndex<R>,
    Option<String>: for<'r> Decode<'r, R::Database> + Type<R::Database>,
{
    rows.into_iter().map(|row| (0..row.len()).map(|column| row.try_get(column)).collect()).collect()
}

/// A row's columns, where they stand.
fn cells<'r, R: sqlx::Row>(row: &'r R) -> Result<Vec<Option<&'r str>>, Error>
where
    usize: ColumnIndex<R>,
    Option<&'r str>: Decode<'r, R::Database> + Type<R::Database>,
{
    (0..row.len()).map(|column| row.try_get(column)).collect()
}
