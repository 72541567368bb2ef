//! One run of `apply`: carries out the steps of a plan and verifies that nothing is left to do.

use super::guard::{Guard, Guarded, unless_interrupted};
use crate::cli::console::{print, tell};
use crate::cli::exit::{Exit, stop};
use crate::cli::report::Reporting;
use crate::cli::stats::Stats;
use crate::progress::Reporter;
use realmform_config::project::Project;
use realmform_engine::besides::{Besides, besides};
use realmform_engine::saved::Saved;
use realmform_model::words::counted;
use realmform_model::{Live, Plan, Secrets};
use realmform_render as render;
use realmform_run::compare::{Stop, left, revisit};
use realmform_targets::Writer;
use realmform_targets::target::Target;

/// What one run works with.
pub(super) struct Run<'a> {
    pub project: Project,
    pub target: &'a mut Target,
    pub guard: &'a Guard,
    pub reporting: &'a mut Reporting,
    pub stats: &'a mut Stats,
}

impl Run<'_> {
    /// Reads again what the plan has touched, to verify that nothing is left to do there and that nothing else changed.
    pub(super) async fn prove(&mut self, done: &Saved, before: &Live, secrets: &Secrets) -> Exit {
        let verifying = "Interrupted; all steps are done, but the result was not verified.\n";
        let again = match unless_interrupted(revisit(done, self.target), verifying).await {
            Ok(again) => again,
            Err(exit) => return exit,
        };
        let besides = again.as_ref().map_or_else(|_| Vec::new(), |now| besides(&done.plan, before, &now.live));
        let left = again.map(|now| left(done, &now, secrets)).map_err(Into::into);
        self.reporting.record.besides(&besides);
        let exit = proved(left, &besides);
        self.phase("proof");
        exit
    }

    /// A phase of the run has ended.
    pub(super) fn phase(&mut self, name: &'static str) {
        self.stats.phase(name, self.target.requests());
    }

    /// Carries out the steps. If some could not be done, prints the outcome and returns the exit code.
    pub(super) async fn carry_out(&mut self, plan: &Plan, live: &Live, secrets: &Secrets) -> Result<(), Exit> {
        self.reporting.start(plan);
        let reporter = Reporter::start(plan.steps.len());
        let record = &self.reporting.record;
        let progress = Guarded { reporter: &reporter, guard: self.guard, record };
        let outcome = self.target.write(plan, &plan.all(), live, secrets, &progress).await;
        reporter.finish();
        record.end(&outcome);
        self.phase("write");
        if !outcome.failed.is_empty() || outcome.interrupted || !outcome.remaining.is_empty() {
            tell(&render::text::outcome(plan, &outcome));
            if self.guard.is_lost() {
                tell("error: lost the lock: it was removed, or the server could not be reached to renew it\n");
            }
            return Err(Exit::InPart);
        }
        print(&format!("Applied {}.\n", counted(outcome.done.len(), "step")));
        Ok(())
    }
}

/// Verifies the apply: the live state must match, so that nothing is left to do, and nothing else may have changed.
fn proved(left: Result<Plan, Stop>, besides: &[Besides]) -> Exit {
    let exit = match left {
        Ok(left) if left.is_empty() => {
            print("Verified: ");
            match left.compared {
                // All that the plan touched is deleted.
                0 => print("nothing is left to do.\n"),
                _ => print(&render::text::in_short(&left)),
            }
            Exit::Fine
        }
        Ok(left) => {
            print(&render::text::plan(&left));
            tell("error: all steps are done, but the live state still differs as shown above\n");
            tell(
                "help: someone else may be changing the target, or the server rewrites these values; run `realmform plan`\n",
            );
            Exit::InPart
        }
        Err(reason) => {
            tell("error: all steps are done, but the result could not be verified:\n");
            stop(reason);
            Exit::InPart
        }
    };
    if besides.is_empty() {
        return exit;
    }
    tell(&render::text::besides(besides));
    Exit::InPart
}
