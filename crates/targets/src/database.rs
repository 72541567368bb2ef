//! The lookup catalogue in PostgreSQL or SQLite.

mod connect;
mod connection;
mod dialect;
mod entry;
mod failure;
mod location;
mod lock;
mod mapping;
mod read;
mod statement;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeSet;

use location::Location;

use crate::{Progress, Reader, Writer};
use realmform_files::Root;
use realmform_model::{Desired, Failure, Live, Outcome, Plan, Secrets, Side};

pub use lock::Lock;
pub use mapping::{describe, tables};

/// A database that a URL names. It is connected to anew for each reading and each writing.
#[derive(Clone, Debug)]
pub struct Database {
    location: Location,
}

impl Database {
    /// The database of a `postgres://`, `postgresql://` or `sqlite:` URL. Nothing is connected to yet.
    ///
    /// # Errors
    /// The URL has another scheme, or cannot be read.
    pub fn open(url: &str) -> Result<Self, Failure> {
        Ok(Self { location: Location::parse(url, None)? })
    }

    /// The same of a URL that a project names: a file must lie inside.
    ///
    /// # Errors
    /// See `open`; or the file is outside.
    pub fn open_inside(url: &str, root: Root) -> Result<Self, Failure> {
        let location = Location::parse(url, Some(root))?;
        location.checked()?;
        Ok(Self { location })
    }

    /// What people may be shown of the URL: all but the password.
    pub fn shown(&self) -> String {
        self.location.to_string()
    }
}

impl Reader for Database {
    /// Reads the whole catalogue, whatever is desired: it is small. A file that is not there is an absent side, and is
    /// not made.
    async fn read(&self, _desired: Option<&Desired>) -> Result<Live, Failure> {
        if self.location.is_absent() {
            return Ok(Live { absent: [Side::Database].into(), ..Live::default() });
        }
        let mut connection = self.location.connect_to_read().await?;
        let read = read::read(&mut connection, &mapping::DEFAULT, &self.location).await;
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
        _live: &Live,
        _secrets: &Secrets,
        progress: &dyn Progress,
    ) -> Outcome {
        let Some(&first) = steps.first() else { return Outcome::default() };
        let absent = self.location.is_absent();
        let began = std::time::Instant::now();
        tracing::info!(steps = steps.len(), database = %self.location, "transaction started");
        steps.iter().for_each(|step| progress.begun(plan, *step));
        let written = match self.location.connect_to_write().await {
            Ok(mut connection) => {
                let written = write::write(&mut connection, &mapping::DEFAULT, &self.location, plan, steps).await;
                // What is committed stays, and what is not is gone, with a good-bye or without.
                _ = connection.close().await;
                written
            }
            Err(failure) => Err(write::StepFailure { step: first, failure }),
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
