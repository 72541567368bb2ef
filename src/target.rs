//! What a plan is made against and carried out on: the only network, disk and SQL.

pub mod database;
pub mod export;
mod file_lock;
pub mod keycloak;
pub mod lock;
pub mod open;

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use crate::document::{Address, Desired, Live, Path};
use crate::finding::Span;
use crate::plan::Plan;

/// The values of the secrets that the TOML refers to, read for one run and kept in memory only.
pub type Secrets = BTreeMap<(Address, Path), SecretString>;

/// Reads what is there. `plan` is handed nothing else, so it cannot write.
pub trait Reader {
    /// Reads what `desired` speaks of, and what that refers to; all there is where `desired` is `None`.
    ///
    /// # Errors
    /// The server cannot be reached, refuses, or answers nonsense.
    fn read(&self, desired: Option<&Desired>) -> impl Future<Output = Result<Live, Failure>> + Send;
}

/// Carries out steps of a plan, in the plan's order.
pub trait Writer {
    /// Does these steps, which are indexes into the plan; what they wait for and is none of them is done.
    ///
    /// # Errors
    /// Never for a step that fails: that is in the outcome.
    fn write(
        &mut self,
        plan: &Plan,
        steps: &BTreeSet<usize>,
        live: &Live,
        secrets: &Secrets,
        progress: &dyn Progress,
    ) -> impl Future<Output = Outcome>;
}

/// Is told of each step as it begins and as it ends, and tells whether to go on.
pub trait Progress: Sync {
    /// The step is under way; where steps are done all or none, all of them begin before the first ends.
    fn begun(&self, _plan: &Plan, _step: usize) {}

    fn done(&self, plan: &Plan, step: usize);

    /// The step did not succeed. One that began and is told neither done nor failed was taken back with it.
    fn failed(&self, _plan: &Plan, _step: usize, _failure: &Failure) {}

    /// Whether the run was interrupted: no further step is begun.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// What became of the steps: indexes into the plan.
#[derive(Debug, Default)]
pub struct Outcome {
    pub done: Vec<usize>,
    pub failed: Vec<(usize, Failure)>,
    /// Not tried, because what they wait for failed or the run was interrupted.
    pub remaining: Vec<usize>,
    pub interrupted: bool,
}

/// Why a server, a database or a file did not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub class: Class,
    /// What happened and where, in words: method and path, the server's own words. Never a secret.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// The place in the TOML that asked for it.
    pub span: Option<Span>,
}

/// The classes that have exit codes of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Bad input, or the tool's own trouble: exit 1.
    Input,
    /// A server that cannot be reached or that refuses the credentials: exit 3.
    Server,
    /// Another apply holds the target: exit 7.
    Locked,
}

impl Failure {
    pub fn input(message: impl Into<String>) -> Self {
        Self { class: Class::Input, message: message.into(), help: None, span: None }
    }

    pub fn server(message: impl Into<String>) -> Self {
        Self { class: Class::Server, message: message.into(), help: None, span: None }
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
