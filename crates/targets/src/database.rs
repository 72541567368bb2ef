//! The lookup catalogue in PostgreSQL or SQLite.

mod connect;
mod connection;
mod dialect;
mod entry;
mod failure;
mod location;
mod lock;
mod mapping;
mod named_url;
mod patience;
mod read;
mod session;
mod statement;
#[cfg(test)]
mod tests;
mod write;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use location::Location;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::hush::Hush;
use crate::{Progress, Reader, Writer};
use realmform_files::Root;
use realmform_model::{Desired, Failure, Live, Outcome, Plan, Secrets, Side};

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
    /// The database of a `postgres://`, `postgresql://` or `sqlite:` URL. Nothing is connected to yet.
    ///
    /// # Errors
    /// The URL has another scheme, or cannot be read.
    pub fn open(url: &str) -> Result<Self, Failure> {
        let hush = known(url);
        std::env::var("PGPASSWORD").iter().for_each(|password| hush.learn(password));
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

    /// The host to which the connection may go unencrypted over a network, and the mode that lets it.
    pub(crate) fn plain_host(&self) -> Option<(&str, &'static str)> {
        self.location.plain_host()
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
    /// Reads the whole catalogue, whatever is desired: it is small. A file that is not there is an absent side, and is
    /// not made.
    async fn read(&self, _desired: Option<&Desired>) -> Result<Live, Failure> {
        if self.location.is_absent() {
            return Ok(Live { absent: [Side::Database].into(), ..Live::default() });
        }
        let connected = self.location.connect_to_read(self.timeout).await;
        let mut connection = connected.map_err(|failure| self.hushed(failure))?;
        let read = read::read(&mut connection, &mapping::DEFAULT, &self.location).await;
        // A good-bye that fails changes nothing about what was read.
        _ = connection.close().await;
        read.map_err(|failure| self.hushed(failure))
    }
}

impl Writer for Database {
    /// Writes the steps in one transaction, so that they are done all or none.
    async fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        _live: &Live,
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
                    let written = write::write(&mut connection, mapping, &self.location, plan, steps, &is_ending).await;
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
                let stop = write::StepFailure { failure: self.hushed(stop.failure), ..stop };
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
