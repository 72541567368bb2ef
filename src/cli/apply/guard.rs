//! The lock around an apply: acquired before it reads, renewed while it runs, released however it ends.

use std::time::Duration;

use crate::cli::console::tell;
use crate::cli::exit::{Exit, fail};
use crate::interruption::Interruptions;
use crate::progress::Reporter;
use crate::progress::record::Record;
use realmform_model::lock::Holder;
use realmform_model::{Failure, FailureClass, Plan};
use realmform_targets::lock::TargetLock;
use realmform_targets::target::Target;
use realmform_targets::{Progress, lock};

/// How the lock is taken.
#[derive(Debug, clap::Args)]
pub(crate) struct LockArgs {
    /// How long to wait for another apply on the same target, such as 30s or 5m
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = patience)]
    lock_timeout: Duration,

    /// Do not lock the target; use only if nobody else can be applying
    #[arg(long)]
    no_lock: bool,
}

fn patience(text: &str) -> Result<Duration, String> {
    let wrong = || "expected a duration such as 30s or 5m".to_owned();
    let duration: jiff::SignedDuration = text.parse().map_err(|_| wrong())?;
    Duration::try_from(duration).map_err(|_| wrong())
}

/// The lock that an apply runs under.
pub(crate) struct Guard {
    lock: TargetLock,
    /// Why there is no lock, if there is none: a read-only account can still find that there is nothing to do.
    refused: Option<Failure>,
}

impl LockArgs {
    /// Acquires the lock before anything is read, so that no plan is based on a state that another apply is changing.
    ///
    /// # Errors
    /// Another run holds it; the user was told who.
    pub(crate) async fn take(&self, target: &Target) -> Result<Guard, Exit> {
        if self.no_lock {
            return Ok(Guard { lock: TargetLock::default(), refused: None });
        }
        let waits = |holder: &Holder| tell(&format!("Waiting for the lock, held by {holder} …\n"));
        let words = "Interrupted; nothing was changed. If the realm was locked meanwhile, the lock expires by itself within a \
                     minute.\n";
        match unless_interrupted(target.lock(&lock::holder(), self.lock_timeout, waits), words).await? {
            Ok(lock) => Ok(Guard { lock, refused: None }),
            Err(failure) if failure.class == FailureClass::Locked => Err(fail(&failure)),
            Err(failure) => Ok(Guard { lock: TargetLock::default(), refused: Some(failure) }),
        }
    }
}

impl Guard {
    /// Whether there is a lock to write under.
    ///
    /// # Errors
    /// There is none; the reason was printed.
    pub(crate) fn is_held(&self) -> Result<(), Exit> {
        self.refused.as_ref().map_or(Ok(()), |failure| Err(fail(failure)))
    }

    /// Whether the lock was lost while it was held: another may be at work.
    pub(crate) fn is_lost(&self) -> bool {
        self.lock.is_lost()
    }

    pub(crate) async fn release(self) {
        if let Some(seconds) = self.lock.release().await {
            tell(&format!(
                "note: the lock of the realm could not be removed; it expires by itself within {seconds} s, and `realmform \
                 unlock` removes it\n"
            ));
        }
    }
}

/// Progress of steps of which none begins without the lock: shown, and recorded.
pub(crate) struct Guarded<'a> {
    pub reporter: &'a Reporter,
    pub guard: &'a Guard,
    pub record: &'a Record,
}

impl Progress for Guarded<'_> {
    fn begun(&self, plan: &Plan, step: usize) {
        self.record.begun(plan, step);
    }

    fn done(&self, plan: &Plan, step: usize) {
        self.record.done(plan, step);
        self.reporter.done(plan, step);
    }

    fn failed(&self, plan: &Plan, step: usize, failure: &Failure) {
        self.record.failed(plan, step, failure);
    }

    fn is_interrupted(&self) -> bool {
        self.reporter.is_interrupted() || self.guard.is_lost()
    }
}

/// Runs work that writes nothing, and aborts it on SIGINT or SIGTERM, so that the lock is released.
///
/// # Errors
/// It was interrupted; a message was printed.
pub(super) async fn until_interrupted<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    unless_interrupted(work, "Interrupted; nothing was changed.\n").await
}

/// The same with other words for an interruption.
///
/// # Errors
/// It was interrupted; the words were printed.
pub(super) async fn unless_interrupted<T>(work: impl Future<Output = T>, words: &str) -> Result<T, Exit> {
    let heard = async {
        let listening = Interruptions::listen();
        if let Ok(mut interruptions) = listening
            && interruptions.next().await.is_some()
        {
            return;
        }
        std::future::pending().await
    };
    tokio::select! {
        done = work => Ok(done),
        () = heard => {
            tell(words);
            Err(Exit::InPart)
        }
    }
}
