//! One apply at a time: the locks of a target's sides, acquired in a fixed order, waited for, and released.

use std::time::{Duration, Instant};

use super::database::Database;
use super::file_lock::FileLock;
use super::keycloak::Lease;
use super::locking::{Attempt, Locking};
use super::{database, file_lock};
use crate::target::{RealmSide, Target};
use realmform_model::lock::Holder;
use realmform_model::{Failure, FailureClass};

/// How often a lock that another holds is asked for.
const PAUSE: Duration = Duration::from_millis(500);

/// The locks of both sides.
#[derive(Default)]
pub struct TargetLock {
    file: Option<FileLock>,
    lease: Option<Lease>,
    database: Option<database::Lock>,
}

impl TargetLock {
    /// Whether a lock was lost while it was held: another may be at work.
    pub fn is_lost(&self) -> bool {
        self.lease.as_ref().is_some_and(Lease::is_lost) || self.database.as_ref().is_some_and(database::Lock::is_lost)
    }

    /// Gives all back. A realm's lock that could not be removed is left to its end: in how many seconds that is.
    pub async fn release(self) -> Option<u64> {
        if let Some(held) = self.database {
            Database::release(held).await;
        }
        let is_left = match self.lease {
            Some(lease) => !lease.release().await,
            None => false,
        };
        drop(self.file);
        is_left.then_some(Lease::SECONDS)
    }
}

/// Who this run is.
pub fn holder() -> Holder {
    let unknown = |what: &str| format!("unknown-{what}");
    let user = whoami::username().unwrap_or_else(|_| unknown("user"));
    let host = whoami::hostname().unwrap_or_else(|_| unknown("host"));
    Holder {
        who: format!("{user}@{host}"),
        pid: Some(std::process::id()),
        since: jiff::Timestamp::from_second(jiff::Timestamp::now().as_second()).ok(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        run: uuid::Uuid::new_v4().to_string(),
    }
}

impl Target {
    /// Takes the locks of all sides: the realm's first, then the database's. Waits as long as `patience` says.
    ///
    /// # Errors
    /// Another holds one of them, or one cannot be asked for; then none is held.
    pub async fn lock(
        &self,
        holder: &Holder,
        patience: Duration,
        waits: impl Fn(&Holder),
    ) -> Result<TargetLock, Failure> {
        let begun = Instant::now();
        let mut told = false;
        loop {
            let mut lock = TargetLock::default();
            let found = match self.lock_once(holder, &mut lock).await {
                Ok(None) => return Ok(lock),
                Ok(Some(found)) => found,
                Err(failure) => {
                    lock.release().await;
                    return Err(failure);
                }
            };
            lock.release().await;
            let left = patience.saturating_sub(begun.elapsed());
            if left.is_zero() {
                return Err(Failure {
                    class: FailureClass::Locked,
                    ..Failure::input(format!("target `{}` is locked by {found}", self.name))
                }
                .help(
                    "wait for it with `--lock-timeout 5m`; `realmform unlock` shows and removes the lock of a realm",
                ));
            }
            if !told {
                waits(&found);
                told = true;
            }
            tokio::time::sleep(PAUSE.min(left)).await;
        }
    }

    /// Takes what is free; who holds the first that is not.
    async fn lock_once(&self, holder: &Holder, lock: &mut TargetLock) -> Result<Option<Holder>, Failure> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) => match keycloak.try_lock(holder).await? {
                Attempt::Held(lease) => lock.lease = lease,
                Attempt::Busy(found) => return Ok(Some(found)),
            },
            Some(RealmSide::Export(export)) => match file_lock::try_lock(&export.root, &export.path, holder)? {
                Attempt::Held(file) => lock.file = Some(file),
                Attempt::Busy(found) => return Ok(Some(found)),
            },
            None => {}
        }
        if let Some(database) = &self.database {
            match database.try_lock(holder).await? {
                Attempt::Held(held) => lock.database = Some(held),
                Attempt::Busy(found) => return Ok(Some(found)),
            }
        }
        Ok(None)
    }
}
