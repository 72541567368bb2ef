//! Opens connections to a location: for reading, which creates nothing, or for writing.

use std::time::Duration;

use super::connection::Connection;
use super::failure;
use super::location::Location;
use realmform_model::Failure;

impl Location {
    /// A connection that makes nothing and writes nothing.
    pub(super) async fn connect_to_read(&self, timeout: Duration) -> Result<Connection, Failure> {
        let connection = match &self.checked()? {
            Self::Postgres(options) => Connection::postgres(options, timeout).await,
            Self::Mysql { options, .. } => Connection::mysql(options, timeout).await,
            Self::Sqlite { options, .. } => {
                // Not opened read-only: SQLite could not undo what a killed run left behind then.
                let options = options.as_ref().clone().create_if_missing(false).pragma("query_only", "on");
                Connection::sqlite(&options, timeout).await
            }
        };
        connection.map_err(|error| failure::connecting(&error, self))
    }

    /// A connection that writes; a file and its folders are made.
    pub(super) async fn connect_to_write(&self, timeout: Duration) -> Result<Connection, Failure> {
        let connection = match &self.checked()? {
            Self::Postgres(options) => Connection::postgres(options, timeout).await,
            Self::Mysql { options, .. } => Connection::mysql(options, timeout).await,
            Self::Sqlite { options, file, read_only, root } => {
                if let Some(folder) = file.parent().filter(|_| !read_only) {
                    root.make_folder(folder).map_err(|error| {
                        Failure::input(format!("cannot create the directory of {self}: {error}"))
                            .help("fix the path, or allow this account to write there")
                    })?;
                }
                Connection::sqlite(&options.as_ref().clone().create_if_missing(!read_only), timeout).await
            }
        };
        connection.map_err(|error| failure::connecting(&error, self))
    }
}
