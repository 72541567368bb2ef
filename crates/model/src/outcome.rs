//! The outcome of the steps of a plan.

use crate::failure::Failure;

/// What became of the steps: indexes into the plan.
#[derive(Debug, Default)]
pub struct Outcome {
    pub done: Vec<usize>,
    pub failed: Vec<(usize, Failure)>,
    /// Not tried, because what they wait for failed or the run was interrupted.
    pub remaining: Vec<usize>,
    pub interrupted: bool,
}
