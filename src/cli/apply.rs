//! `realmform apply`: does exactly the plan that it shows, then reads again and proves it.

use std::io::{BufRead, IsTerminal, stdin};
use std::path::{Path, PathBuf};

use super::choice::{ChoiceArgs, tell_left_out};
use super::stats::{Stats, StatsArgs};
use super::{Exit, TargetArgs, fail, print, stop, tell, tell_findings};
use crate::compare::{Stop, compare};
use crate::document::Live;
use crate::plan::Plan;
use crate::progress::Reporter;
use crate::project::Project;
use crate::render;
use crate::target::open::Target;
use crate::target::{Failure, Secrets, Writer};

mod saved;

/// Show the plan, carry it out, then read again and prove that nothing is left to do
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A plan that `plan --out` saved: exactly its steps are done, without a question, whatever the files say by now;
    /// none where something that it touches has changed since
    #[arg(value_name = "PLAN")]
    plan: Option<PathBuf>,

    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    choice: ChoiceArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let exit = match &args.plan {
        Some(file) => saved::run(directory, args, file, &mut stats).await,
        None => match args.target.open(directory) {
            Ok((project, target)) => apply(&project, target, args, &mut stats).await,
            Err(exit) => exit,
        },
    };
    stats.tell();
    exit
}

async fn apply(project: &Project, mut target: Target, args: &Args, stats: &mut Stats) -> Exit {
    let choice = args.choice.choice();
    let compared = match compare(project, &target, &choice).await {
        Ok(compared) => compared,
        Err(reason) => return stop(reason),
    };
    stats.part("plan", target.requests());
    tell_findings(&compared.findings);
    tell_left_out(&compared.left_out);
    print(&render::text::plan(&compared.plan));
    if compared.plan.is_empty() {
        return Exit::Fine;
    }
    match confirmed(args.yes) {
        Ok(true) => {}
        Ok(false) => {
            print("Nothing was done.\n");
            return Exit::Fine;
        }
        Err(failure) => return fail(&failure),
    }
    stats.part("show", target.requests());
    if let Err(exit) = carried_out(&mut target, &compared.plan, &compared.settled.live, &compared.secrets, stats).await
    {
        return exit;
    }
    let exit = proved(compare(project, &target, &choice).await.map(|again| again.plan));
    stats.part("proof", target.requests());
    exit
}

/// Does the steps; where not all could be done, tells what became of them, and how the command ends.
async fn carried_out(
    target: &mut Target,
    plan: &Plan,
    live: &Live,
    secrets: &Secrets,
    stats: &mut Stats,
) -> Result<(), Exit> {
    let reporter = Reporter::start(plan.steps.len());
    let outcome = target.write(plan, live, secrets, &reporter).await;
    reporter.finish();
    stats.part("write", target.requests());
    if !outcome.failed.is_empty() || outcome.interrupted || !outcome.remaining.is_empty() {
        tell(&render::text::outcome(plan, &outcome));
        return Err(Exit::InPart);
    }
    print(&format!("Applied {}.\n", count(outcome.done.len(), "step")));
    Ok(())
}

/// What was applied must be what is live: what is left to do is nothing.
fn proved(left: Result<Plan, Stop>) -> Exit {
    match left {
        Ok(left) if left.is_empty() => {
            print("Read again: ");
            print(&render::text::plan(&left));
            Exit::Fine
        }
        Ok(left) => {
            print(&render::text::plan(&left));
            tell("error: all steps were done, and yet the server shows the differences above\n");
            tell("help: somebody else may be changing it, or the server changes these values; run `realmform plan`\n");
            Exit::InPart
        }
        Err(reason) => {
            tell("error: all steps were done, but the result could not be read again:\n");
            stop(reason);
            Exit::InPart
        }
    }
}

fn confirmed(yes: bool) -> Result<bool, Failure> {
    if yes {
        return Ok(true);
    }
    if !stdin().is_terminal() {
        return Err(Failure::input("nobody can be asked here: standard input is no terminal")
            .help("add --yes to carry out the plan without a question"));
    }
    tell("\nCarry out this plan? Only `yes` is a yes: ");
    let mut answer = String::new();
    let read = stdin().lock().read_line(&mut answer);
    read.map_err(|error| Failure::input(format!("cannot read the answer: {error}")))?;
    Ok(answer.trim() == "yes")
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
