//! The lookup catalogue in PostgreSQL or SQLite.

mod connect;
mod connection;
mod dialect;
mod entry;
mod failure;
mod location;
mod lock;
mod mapping;
mod patience;
mod read;
mod rows;
mod session;
mod statement;
#[cfg(test)]
mod tests;
mod write;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::Duration;

use location::Location;
use secrecy::SecretString;

use crate::{Progress, Reader, Writer};
use realmform_files::Root;
use realmform_model::rows::RowUse;
use realmform_model::{Address, Desired, Failure, Live, Outcome, Plan, Secrets, Side};

pub use lock::Lock;
pub use mapping::{describe, tables};

/// A database that a URL names. It is connected to anew for each reading and each writing.
#[derive(Clone, Debug)]
pub struct Database {
    location: Location,
    /// A statement that is not answered ends after this.
    timeout: Duration,
}

/// How often an interruption is looked for while the database is waited for.
const LOOK: Duration = Duration::from_millis(100);

impl Database {
    /// The database of a `postgres://`, `postgresql://` or `sqlite:` URL. Nothing is connected to yet.
    ///
    /// # Errors
    /// The URL has another scheme, or cannot be read.
    pub fn open(url: &str) -> Result<Self, Failure> {
        Ok(Self { location: Location::parse(url, None)?, timeout: patience::USUAL })
    }

    /// The same of a URL that a project names: a file must lie inside.
    ///
    /// # Errors
    /// See `open`; or the file is outside.
    pub fn open_inside(url: &str, root: Root) -> Result<Self, Failure> {
        let location = Location::parse(url, Some(root))?;
        location.checked()?;
        Ok(Self { location, timeout: patience::USUAL })
    }

    /// The same of a server that a project names: only this password is sent there, whatever the environment has.
    ///
    /// # Errors
    /// See `open`.
    pub fn open_with_password(url: &str, password: Option<SecretString>) -> Result<Self, Failure> {
        let location = Location::parse(url, None)?.with_password(password.as_ref());
        Ok(Self { location, timeout: patience::USUAL })
    }

    /// The same; a statement that is not answered ends after the seconds of `DATABASE_TIMEOUT`.
    ///
    /// # Errors
    /// That is no number of seconds.
    pub fn with_timeout(self, seconds: Option<String>) -> Result<Self, Failure> {
        Ok(Self { timeout: patience::from_variable(seconds)?, ..self })
    }

    /// The host to which the connection may go unencrypted over a network, and the mode that lets it.
    pub(crate) fn plain_host(&self) -> Option<(&str, &'static str)> {
        self.location.plain_host()
    }

    /// What refers to these rows, by the database's own foreign keys.
    ///
    /// # Errors
    /// The database cannot be reached or asked.
    pub(crate) async fn rows_using(&self, rows: &BTreeSet<Address>, live: &Live) -> Result<Vec<RowUse>, Failure> {
        let mut connection = self.location.connect_to_read(self.timeout).await?;
        let uses = rows::uses::of(&mut connection, &live.tables, rows).await;
        // A good-bye that fails changes nothing about what was read.
        _ = connection.close().await;
        uses.map_err(|error| failure::running(&error, &self.location))
    }

    /// What people may be shown of the URL: all but the password.
    pub fn shown(&self) -> String {
        self.location.to_string()
    }
}

impl Reader for Database {
    /// Reads the whole catalogue, whatever is desired: it is small. Of the rows of tables it reads those that differ. A file that is not there is an absent side, and is
    /// not made.
    async fn read(&self, desired: Option<&Desired>) -> Result<Live, Failure> {
        if self.location.is_absent() {
            return Ok(Live { absent: [Side::Database].into(), ..Live::default() });
        }
        let mut connection = self.location.connect_to_read(self.timeout).await?;
        let mut read = read::read(&mut connection, &mapping::DEFAULT, &self.location).await;
        if let (Ok(live), Some(desired)) = (&mut read, desired) {
            match rows::read(&mut connection, desired).await {
                Ok(found) => found.join(live),
                Err(error) => read = Err(failure::running(&error, &self.location)),
            }
        }
        // A good-bye that fails changes nothing about what was read.
        _ = connection.close().await;
        read
    }
}

impl Writer for Database {
    /// Writes the steps in one transaction, so that they are done all or none.
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
        let is_ending = Cell::new(false);
        let write = async {
            match self.location.connect_to_write(self.timeout).await {
                Ok(mut connection) => {
                    let mapping = &mapping::DEFAULT;
                    let written =
                        write::write(&mut connection, mapping, &self.location, plan, steps, live, &is_ending).await;
                    // What is committed stays, and what is not is gone, with a good-bye or without.
                    _ = connection.close().await;
                    written
                }
                Err(failure) => Err(write::StepFailure { step: first, failure }),
            }
        };
        let interrupted = async {
            while is_ending.get() || !progress.is_interrupted() {
                tokio::time::sleep(LOOK).await;
            }
        };
        let written = tokio::select! {
            biased;
            written = write => written,
            () = interrupted => {
                tracing::warn!("transaction interrupted");
                if absent {
                    self.location.remove_empty();
                }
                // The connection is gone, and with it all that was not committed.
                return Outcome { remaining: steps.iter().copied().collect(), interrupted: true, ..Outcome::default() };
            }
        };
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match written {
            Ok(()) => {
                tracing::info!(ms, "transaction committed");
                // Nothing was done before the commit.
                steps.iter().for_each(|step| progress.done(plan, *step));
                Outcome { done: steps.iter().copied().collect(), ..Outcome::default() }
            }
            Err(stop) => {
                tracing::warn!(ms, step = stop.step, error = stop.failure.message, "transaction rolled back");
                progress.failed(plan, stop.step, &stop.failure);
                if absent {
                    self.location.remove_empty();
                }
                let remaining = steps.iter().copied().filter(|step| *step != stop.step).collect();
                Outcome { failed: vec![(stop.step, stop.failure)], remaining, ..Outcome::default() }
            }
        }
    }
}
