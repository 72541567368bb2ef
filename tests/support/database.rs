//! A database of any kind, as anybody with an SQL prompt sees it.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection, Row, SqliteConnection, raw_sql};

use super::{mariadb, postgres, wait};

/// A database by its URL.
#[derive(Clone, Debug)]
pub(crate) struct Database {
    pub(crate) url: String,
}

/// A session that stays open, to hold what it took.
pub(crate) enum Session {
    Postgres(PgConnection),
    MariaDb(MySqlConnection),
    Sqlite(SqliteConnection),
}

impl Database {
    /// A file in the folder, which is not there yet.
    pub(crate) fn sqlite(folder: &Path) -> Self {
        Self { url: format!("sqlite:{}/lookups.db", folder.display()) }
    }

    pub(crate) fn postgres() -> Self {
        Self { url: postgres().fresh_database() }
    }

    pub(crate) fn mariadb() -> Self {
        Self { url: mariadb().fresh_database() }
    }

    /// An empty one on each server.
    pub(crate) fn servers() -> [Self; 2] {
        [Self::postgres(), Self::mariadb()]
    }

    pub(crate) fn is_mariadb(&self) -> bool {
        self.url.starts_with("mysql:")
    }

    /// The last part of the URL.
    pub(crate) fn name(&self) -> &str {
        self.url.rsplit_once('/').expect("a URL with a path").1
    }

    /// `HOST:PORT` of a server.
    pub(crate) fn server(&self) -> &str {
        let (_, server) = self.url.rsplit_once('@').expect("a URL with a user");
        server.split('/').next().unwrap_or_default()
    }

    /// The same database behind another port of this machine.
    pub(crate) fn through(&self, port: u16) -> String {
        let (head, _) = self.url.rsplit_once('@').expect("a URL with a user");
        format!("{head}@127.0.0.1:{port}/{}", self.name())
    }

    /// The same database for another account, `user:password`.
    pub(crate) fn of(&self, account: &str) -> String {
        let (scheme, _) = self.url.split_once("://").expect("a URL");
        format!("{scheme}://{account}@{}/{}", self.server(), self.name())
    }

    /// Runs statements.
    pub(crate) fn does(&self, sql: &str) {
        self.session(sql).close();
    }

    /// A session that ran statements and stays.
    pub(crate) fn session(&self, sql: &str) -> Session {
        let (url, sql) = (self.url.clone(), AssertSqlSafe(sql.to_owned()));
        wait(async move {
            match url.split(':').next() {
                Some("sqlite") => {
                    let mut connection = SqliteConnection::connect(&format!("{url}?mode=rwc")).await.unwrap();
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Session::Sqlite(connection)
                }
                Some("mysql") => {
                    let mut connection = MySqlConnection::connect(&url).await.unwrap();
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Session::MariaDb(connection)
                }
                _ => {
                    let mut connection = PgConnection::connect(&url).await.unwrap();
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Session::Postgres(connection)
                }
            }
        })
    }

    /// The rows of a selection of texts; null is an empty one. `cast(… as text)` is understood by all.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Vec<String>> {
        let sql = if self.is_mariadb() { sql.replace(" as text)", " as char)") } else { sql.to_owned() };
        let (url, sql) = (self.url.clone(), AssertSqlSafe(sql));
        wait(async move {
            let cell = |cell: Option<String>| cell.unwrap_or_default();
            match url.split(':').next() {
                Some("sqlite") => {
                    let mut connection = SqliteConnection::connect(&url).await.unwrap();
                    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| (0..row.len()).map(|n| cell(row.get(n))).collect()).collect()
                }
                Some("mysql") => {
                    let mut connection = MySqlConnection::connect(&url).await.unwrap();
                    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| (0..row.len()).map(|n| cell(row.get(n))).collect()).collect()
                }
                _ => {
                    let mut connection = PgConnection::connect(&url).await.unwrap();
                    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
                    rows.iter().map(|row| (0..row.len()).map(|n| cell(row.get(n))).collect()).collect()
                }
            }
        })
    }

    /// The number that a selection answers.
    pub(crate) fn number(&self, what: &str) -> usize {
        self.rows(&format!("select cast({what} as text)"))[0][0].parse().unwrap()
    }

    /// How many tables there are in a database of a server.
    pub(crate) fn tables(&self) -> usize {
        let schema = if self.is_mariadb() { "database()" } else { "'public'" };
        self.number(&format!("(select count(*) from information_schema.tables where table_schema = {schema})"))
    }
}

impl Session {
    /// Runs more statements in it.
    pub(crate) fn does(self, sql: &str) -> Self {
        let sql = AssertSqlSafe(sql.to_owned());
        wait(async move {
            match self {
                Self::Postgres(mut connection) => {
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Self::Postgres(connection)
                }
                Self::MariaDb(mut connection) => {
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Self::MariaDb(connection)
                }
                Self::Sqlite(mut connection) => {
                    raw_sql(sql).execute(&mut connection).await.unwrap();
                    Self::Sqlite(connection)
                }
            }
        })
    }

    pub(crate) fn close(self) {
        wait(async move {
            match self {
                Self::Postgres(connection) => connection.close().await.unwrap(),
                Self::MariaDb(connection) => connection.close().await.unwrap(),
                Self::Sqlite(connection) => connection.close().await.unwrap(),
            }
        });
    }
}
