//! The outcome of the steps of a plan.

use crate::failure::Failure;

/// What became of the steps: indexes into the plan.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The steps that are done.
    pub done: Vec<usize>,
    /// The steps that failed, each with the reason.
    pub failed: Vec<(usize, Failure)>,
    /// Not tried, because what they wait for failed or the run was interrupted.
    pub remaining: Vec<usize>,
    /// Whether the run was interrupted.
    pub interrupted: bool,
}
