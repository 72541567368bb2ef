//! Carries out the steps of a plan, and reports progress.

use std::collections::BTreeSet;

use realmform_model::{Failure, Live, Outcome, Plan, Secrets};

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

/// Observes each step as it begins and as it ends, and decides whether to continue.
pub trait Progress: Sync {
    /// The step is under way; where steps are done all or none, all of them begin before the first ends.
    fn begun(&self, _plan: &Plan, _step: usize) {}

    /// The step is done.
    fn done(&self, plan: &Plan, step: usize);

    /// The step failed. Steps that began but are reported neither as done nor as failed were rolled back with it.
    fn failed(&self, _plan: &Plan, _step: usize, _failure: &Failure) {}

    /// Whether the run was interrupted: no further step is begun.
    fn is_interrupted(&self) -> bool {
        false
    }
}
