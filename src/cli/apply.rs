//! `realmform apply`: carries out exactly the plan that it shows, then reads the target again to verify it.

use std::path::{Path, PathBuf};

use super::baseline;
use super::choice::{ChoiceArgs, tell_left_out};
use super::confirm::answered;
use super::console::{print, tell, tell_findings, tell_untouched, tell_warnings};
use super::exit::{Exit, fail, stop};
use super::report::{ReportArgs, Sent};
use super::stats::StatsArgs;
use super::target::TargetArgs;
use realmform_engine::saved::{Saved, stale};
use realmform_lint::baseline::Baseline;
use realmform_render as render;
use realmform_run::again::Said;
use realmform_run::compare::{Compared, compare, revisit};
use realmform_run::reach;

mod expect;
mod guard;
mod keep;
mod run;
mod saved;

use expect::{Binding, ExpectArgs};
use guard::until_interrupted;
use keep::KeepArgs;
use run::Run;

pub(super) use guard::{Guarded, LockArgs};

/// Apply the plan; needs a project (realmform.toml) and its target
///
/// Shows the plan and asks for confirmation, applies it, then reads the target again to verify that nothing is left to
/// do.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Plan saved by `plan --out`: applies exactly its steps, without confirmation and even if the files have changed
    /// since; refused if an object that it touches has changed since
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    expect: ExpectArgs,

    #[command(flatten)]
    keep: KeepArgs,

    #[command(flatten)]
    lock: LockArgs,

    #[command(flatten)]
    reporting: ReportArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// Earlier output of `lint --format json`: its findings do not block the plan and are not shown
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Skip the confirmation prompt
    #[arg(long, short)]
    yes: bool,
}

pub(super) async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let baseline = match baseline::open(directory, args.baseline.as_ref()) {
        Ok(baseline) => baseline,
        Err(failure) => return fail(&failure),
    };
    let binding = match args.expect.binding() {
        Ok(binding) => binding,
        Err(failure) => return fail(&failure),
    };
    let opened = match &args.plan {
        Some(file) => saved::open(directory, &args.choice, &args.target, &binding, file),
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
                Some(saved) => {
                    let keep = |saved: &Saved| args.keep.keep(directory, saved);
                    let allowed = args.choice.choice().allow_deletes;
                    // The plan has the approved digest, or it would not have been opened.
                    let said = Said { allowed, baseline, approved: binding.is_bound() };
                    saved::apply(&mut run, saved, said, keep).await
                }
                None => apply(&mut run, directory, args, baseline, &binding).await,
            };
            guard.release().await;
            done.unwrap_or_else(|exit| exit)
        }
        Err(exit) => exit,
    };
    reporting.finish(exit, &Sent::by(&target), &stats);
    stats.print_to_stderr();
    exit
}

/// Makes the plan and carries it out. Where it ends early, how.
async fn apply(
    run: &mut Run<'_>,
    directory: &Path,
    args: &Args,
    baseline: Option<Baseline>,
    binding: &Binding,
) -> Result<Exit, Exit> {
    let choice = args.choice.choice();
    binding.tell();
    let comparing = compare(&mut run.project, run.target, &choice, baseline);
    let mut compared = until_interrupted(comparing).await?.map_err(stop)?;
    if !args.yes {
        // Nobody reads it otherwise.
        until_interrupted(reach::count(&mut compared, run.target)).await?;
    }
    run.phase("plan");
    tell_warnings(&compared.findings);
    tell_untouched(&compared.untouched);
    baseline::tell_known(compared.known);
    tell_left_out(&compared.left_out);
    print(&render::text::plan(&compared.plan));
    if !compared.guarded.is_empty() {
        tell_findings(&compared.guarded);
        return Err(Exit::Findings);
    }
    let done = compared.saved(run.target.places.clone(), None, String::new());
    binding.check_new(&done).map_err(|failure| fail(&failure))?;
    if compared.plan.is_empty() {
        return Ok(Exit::Fine);
    }
    run.guard.is_held()?;
    if !until_interrupted(answered(args.yes)).await?.map_err(|failure| fail(&failure))? {
        print("Apply cancelled; nothing was changed.\n");
        return Ok(Exit::Fine);
    }
    run.phase("show");
    let Compared { plan, settled, secrets, .. } = &compared;
    if !args.yes {
        still_fits(run, &done).await?;
    }
    if args.keep.is_set() {
        let server = run.target.server_version().await;
        let kept = Saved { server, configuration: run.project.digest(), ..done.clone() };
        args.keep.keep(directory, &kept).map_err(|failure| fail(&failure))?;
    }
    run.carry_out(plan, &settled.live, secrets).await?;
    Ok(run.prove(&done, &settled.live, secrets).await)
}

/// While a question waits for its answer, others can change what the plan touches.
async fn still_fits(run: &mut Run<'_>, plan: &Saved) -> Result<(), Exit> {
    let now = until_interrupted(revisit(plan, run.target)).await?.map_err(|failure| fail(&failure))?;
    let stale = stale(plan, &now);
    if stale.is_empty() {
        return Ok(());
    }
    tell(&render::text::stale_now(&stale));
    Err(Exit::Stale)
}
