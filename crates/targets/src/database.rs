//! The lookup catalogue in PostgreSQL, MariaDB, MySQL or SQLite.

mod connect;
mod connection;
mod dialect;
mod entry;
mod failure;
mod location;
mod lock;
mod mapping;
mod mysql_url;
mod named_url;
mod patience;
mod read;
mod retry;
mod rows;
mod session;
mod statement;
mod table;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use location::Location;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::hush::Hush;
use crate::{Progress, Reader, Writer};
use realmform_files::Root;
use realmform_model::rows::RowUse;
use realmform_model::words::counted;
use realmform_model::{Address, Desired, Failure, Live, Outcome, Plan, Secrets, Side};

pub(crate) use location::PlainHost;
pub use lock::Lock;
pub use mapping::{describe, tables};

/// A database that a URL names. It is connected to anew for each reading and each writing.
#[derive(Clone, Debug)]
pub struct Database {
    location: Location,
    /// A statement that is not answered ends after this.
    timeout: Duration,
    /// What no word of the database may tell.
    hush: Arc<Hush>,
}

/// How often an interruption is looked for while the database is waited for.
const LOOK: Duration = Duration::from_millis(100);

impl Database {
    /// The database of a `postgres://`, `postgresql://`, `mysql://`, `mariadb://` or `sqlite:` URL. Nothing is connected to yet.
    ///
    /// # Errors
    /// The URL has another scheme, or cannot be read.
    pub fn open(url: &str) -> Result<Self, Failure> {
        let hush = known(url);
        ["PGPASSWORD", "MYSQL_PWD"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .for_each(|password| hush.learn(&password));
        Ok(Self { location: Location::parse(url, None)?, timeout: patience::USUAL, hush: Arc::new(hush) })
    }

    /// The same of a URL that a project names: a file must lie inside.
    ///
    /// # Errors
    /// See `open`; or the file is outside.
    pub fn open_inside(url: &str, root: Root) -> Result<Self, Failure> {
        named_url::sqlite(url)?;
        let location = Location::parse(url, Some(root))?;
        location.checked()?;
        Ok(Self { location, timeout: patience::USUAL, hush: Arc::default() })
    }

    /// The same of a server that a project names: only this password is sent there, whatever the environment has, and the
    /// files that the URL names lie inside.
    ///
    /// # Errors
    /// See `open`; or a file is outside, or the environment holds what cannot be kept out.
    pub fn open_named(url: &str, password: Option<SecretString>, root: &Root) -> Result<Self, Failure> {
        let location = Location::named(url, root)?.with_password(password.as_ref());
        let hush = known(url);
        password.iter().for_each(|password| hush.learn(password.expose_secret()));
        Ok(Self { location, timeout: patience::USUAL, hush: Arc::new(hush) })
    }

    /// The same; a statement that is not answered ends after the seconds of `DATABASE_TIMEOUT`.
    ///
    /// # Errors
    /// That is no number of seconds.
    pub fn with_timeout(self, seconds: Option<String>) -> Result<Self, Failure> {
        Ok(Self { timeout: patience::from_variable(seconds)?, ..self })
    }

    /// The host to which the connection may go unencrypted over a network.
    pub(crate) fn plain_host(&self) -> Option<PlainHost<'_>> {
        self.location.plain_host()
    }

    /// What refers to these rows, by the database's own foreign keys.
    ///
    /// # Errors
    /// The database cannot be reached or asked.
    pub(crate) async fn rows_using(&self, rows: &BTreeSet<Address>, live: &Live) -> Result<Vec<RowUse>, Failure> {
        let connected = self.location.connect_to_read(self.timeout).await;
        let mut connection = connected.map_err(|failure| self.hushed(failure))?;
        let uses = rows::uses::of(&mut connection, &live.tables, rows).await;
        // A good-bye that fails changes nothing about what was read.
        _ = connection.close().await;
        uses.map_err(|error| self.hushed(failure::running(&error, &self.location)))
    }

    /// What people may be shown of the URL: all but the password.
    pub fn shown(&self) -> String {
        self.location.to_string()
    }

    /// A failure without what its words repeat of the password; the place of the database is told by us, and stays.
    fn hushed(&self, failure: Failure) -> Failure {
        let place = self.shown();
        let parts: Vec<String> = failure.message.split(&place).map(|words| self.hush.masked(words)).collect();
        Failure { message: parts.join(&place), ..failure }
    }
}

/// The password that a URL has.
fn known(url: &str) -> Hush {
    let hush = Hush::default();
    if let Ok(url) = Url::parse(url) {
        let password = url.password().unwrap_or_default();
        hush.learn(&percent_encoding::percent_decode_str(password).decode_utf8_lossy());
        let queried = url.query_pairs().filter(|(key, _)| key == "password");
        queried.for_each(|(_, password)| hush.learn(&password));
    }
    hush
}

impl Reader for Database {
    /// Reads the whole catalogue, whatever is desired: it is small. Of the rows of tables it reads those that differ. A file that is not there is an absent side, and is
    /// not made.
    async fn read(&self, desired: Option<&Desired>) -> Result<Live, Failure> {
        if self.location.is_absent() {
            return Ok(Live { absent: [Side::Database].into(), ..Live::default() });
        }
        let connected = self.location.connect_to_read(self.timeout).await;
        let mut connection = connected.map_err(|failure| self.hushed(failure))?;
        let mut read = read::read(&mut connection, &self.location).await;
        if let (Ok(live), Some(desired)) = (&mut read, desired) {
            match rows::read(&mut connection, desired).await {
                Ok(found) => found.join(live),
                Err(error) => read = Err(failure::running(&error, &self.location)),
            }
        }
        // A good-bye that fails changes nothing about what was read.
        _ = connection.close().await;
        read.map_err(|failure| self.hushed(failure))
    }
}

impl Writer for Database {
    /// Writes the steps in one transaction, so that they are done all or none; but for new tables where a database commits
    /// each by itself, which are made before.
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        _secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        let Some(&first) = steps.first() else { return Outcome::default() };
        let absent = self.location.is_absent();
        let began = std::time::Instant::now();
        tracing::info!(steps = steps.len(), database = %self.location, "transaction started");
        steps.iter().for_each(|step| progress.begun(plan, *step));
        let course = write::Course::default();
        let write = async {
            match self.location.connect_to_write(self.timeout).await {
                Ok(mut connection) => {
                    let written = write::write(&mut connection, &self.location, plan, steps, live, &course).await;
                    // What is committed stays, and what is not is gone, with a good-bye or without.
                    _ = connection.close().await;
                    written
                }
                Err(failure) => Err(write::StepFailure { step: first, failure }),
            }
        };
        let interrupted = async {
            while course.is_ending() || !progress.is_interrupted() {
                tokio::time::sleep(LOOK).await;
            }
        };
        let written = tokio::select! {
            biased;
            written = write => Some(written),
            () = interrupted => None,
        };
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let done = course.done();
        // Nothing else was done before the commit.
        done.iter().for_each(|step| progress.done(plan, *step));
        let rest = |failed: Option<usize>| {
            steps.iter().copied().filter(|step| !done.contains(step) && Some(*step) != failed).collect::<Vec<_>>()
        };
        match written {
            Some(Ok(())) => {
                tracing::info!(ms, "transaction committed");
                Outcome { done, ..Outcome::default() }
            }
            Some(Err(stop)) => {
                let stop = write::StepFailure { failure: self.hushed(stop.failure), ..stop };
                tracing::warn!(ms, step = stop.step, error = stop.failure.message, "transaction rolled back");
                let failure = stays(stop.failure, done.len());
                progress.failed(plan, stop.step, &failure);
                if absent {
                    self.location.remove_empty();
                }
                let remaining = rest(Some(stop.step));
                Outcome { failed: vec![(stop.step, failure)], remaining, done, interrupted: false }
            }
            None => {
                tracing::warn!("transaction interrupted");
                if absent {
                    self.location.remove_empty();
                }
                // The connection is gone, and with it all that was not committed.
                Outcome { remaining: rest(None), done, interrupted: true, ..Outcome::default() }
            }
        }
    }
}

/// The failure of a transaction before which tables were made: they are there, which is said.
fn stays(failure: Failure, tables: usize) -> Failure {
    if tables == 0 {
        return failure;
    }
    let help = failure.help.clone().map(|help| format!("{help}; ")).unwrap_or_default();
    let tables = counted(tables, "new table");
    failure.help(format!("{help}no row was written, but this database keeps the {tables}"))
}
