//! `realmform apply`: does exactly the plan that it shows, then reads again and proves it.

use std::io::{BufRead, IsTerminal, stdin};
use std::path::{Path, PathBuf};

use super::choice::{ChoiceArgs, tell_left_out};
use super::report::{ReportArgs, Reporting, Sent};
use super::stats::{Stats, StatsArgs};
use super::{Exit, TargetArgs, counted, fail, print, stop, tell, tell_findings, tell_warnings};
use crate::progress::Reporter;
use realmform_config::project::Project;
use realmform_engine::saved::Saved;
use realmform_model::{Failure, Live, Plan, Secrets};
use realmform_render as render;
use realmform_run::compare::{Compared, Stop, compare, left, revisit};
use realmform_targets::Writer;
use realmform_targets::target::Target;

mod guard;
mod saved;

use guard::{Guard, until_interrupted};

pub use guard::{Guarded, LockArgs};

/// Apply the plan; needs a project (realmform.toml) and its target
///
/// Shows the plan and asks for confirmation, applies it, then reads the target again to verify that nothing is left to
/// do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Plan saved by `plan --out`: applies exactly its steps, without confirmation and even if the files have changed
    /// since; refused if an object that it touches has changed since
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    lock: LockArgs,

    #[command(flatten)]
    reporting: ReportArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// Skip the confirmation prompt
    #[arg(long, short)]
    yes: bool,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let opened = match &args.plan {
        Some(file) => saved::open(directory, args, file),
        None => args.target.open(directory).await.map(|(project, target)| (project, target, None)),
    };
    let (project, mut target, saved) = match opened {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let mut reporting = match args.reporting.open(directory) {
        Ok(reporting) => reporting,
        Err(exit) => return exit,
    };
    let exit = match args.lock.take(&target).await {
        Ok(guard) => {
            let (reporting, stats) = (&mut reporting, &mut stats);
            let mut run = Run { project, target: &mut target, guard: &guard, reporting, stats };
            let done = match &saved {
                Some(saved) => saved::apply(&mut run, saved).await,
                None => apply(&mut run, args).await,
            };
            guard.release().await;
            done.unwrap_or_else(|exit| exit)
        }
        Err(exit) => exit,
    };
    reporting.finish(exit, &Sent::by(&target), &stats);
    stats.tell();
    exit
}

/// What one run works with.
struct Run<'a> {
    project: Project,
    target: &'a mut Target,
    guard: &'a Guard,
    reporting: &'a mut Reporting,
    stats: &'a mut Stats,
}

/// Makes the plan and carries it out. Where it ends early, how.
async fn apply(run: &mut Run<'_>, args: &Args) -> Result<Exit, Exit> {
    let choice = args.choice.choice();
    let compared = until_interrupted(compare(&mut run.project, run.target, &choice)).await?.map_err(stop)?;
    run.part("plan");
    tell_warnings(&compared.findings);
    tell_left_out(&compared.left_out);
    print(&render::text::plan(&compared.plan));
    if compared.plan.is_empty() {
        return Ok(Exit::Fine);
    }
    if !compared.guarded.is_empty() {
        tell_findings(&compared.guarded);
        return Err(Exit::Findings);
    }
    run.guard.is_held()?;
    if !until_interrupted(answered(args.yes)).await?.map_err(|failure| fail(&failure))? {
        print("Apply cancelled; nothing was changed.\n");
        return Ok(Exit::Fine);
    }
    run.part("show");
    let Compared { plan, settled, secrets, .. } = &compared;
    run.carry_out(plan, &settled.live, secrets).await?;
    let done = compared.saved(run.target.places.clone(), None, String::new());
    Ok(run.prove(&done, secrets).await)
}

impl Run<'_> {
    /// Reads again what the plan has touched: what is left to do there is nothing.
    async fn prove(&mut self, done: &Saved, secrets: &Secrets) -> Exit {
        let again = revisit(done, self.target).await.map(|now| left(done, &now, secrets));
        let exit = proved(again.map_err(Into::into));
        self.part("proof");
        exit
    }

    fn part(&mut self, name: &'static str) {
        self.stats.part(name, self.target.requests());
    }

    /// Does the steps; where not all could be done, tells what became of them, and how the command ends.
    async fn carry_out(&mut self, plan: &Plan, live: &Live, secrets: &Secrets) -> Result<(), Exit> {
        self.reporting.start(plan);
        let reporter = Reporter::start(plan.steps.len());
        let record = &self.reporting.record;
        let progress = Guarded { reporter: &reporter, guard: self.guard, record };
        let outcome = self.target.write(plan, &plan.all(), live, secrets, &progress).await;
        reporter.finish();
        record.end(&outcome);
        self.part("write");
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

/// Asks on a thread of its own, so that an interruption is heard meanwhile.
async fn answered(yes: bool) -> Result<bool, Failure> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || sender.send(confirmed(yes)));
    receiver.await.unwrap_or(Ok(false))
}

/// What was applied must be what is live: what is left to do is nothing.
fn proved(left: Result<Plan, Stop>) -> Exit {
    match left {
        Ok(left) if left.is_empty() => {
            print("Verified: ");
            match left.compared {
                // All that the plan touched is deleted.
                0 => print("nothing is left to do.\n"),
                _ => print(&render::text::plan(&left)),
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
    }
}

pub fn confirmed(yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        return Err(Failure::input("cannot ask for confirmation: standard input is not a terminal")
            .help("add --yes to apply the plan without confirmation"));
    }
    tell("\nApply this plan? Only `yes` is accepted: ");
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::input(format!("cannot read the answer: {error}")))?;
    Ok(answer.trim() == "yes")
}
