//! `realmform apply`: does exactly the plan that it shows, then reads again and proves it.

use std::io::{BufRead, IsTerminal, stdin};
use std::path::Path;

use super::stats::{Stats, StatsArgs};
use super::{Exit, TargetArgs, fail, print, stop, tell, tell_findings};
use crate::compare::compare;
use crate::progress::Reporter;
use crate::project::Project;
use crate::render;
use crate::target::open::Target;
use crate::target::{Failure, Writer};

/// Show the plan, carry it out, then read again and prove that nothing is left to do
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    target: TargetArgs,

    #[command(flatten)]
    stats: StatsArgs,

    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

pub async fn run(directory: &Path, args: &Args) -> Exit {
    let mut stats = args.stats.start();
    let (project, target) = match args.target.open(directory) {
        Ok(opened) => opened,
        Err(exit) => return exit,
    };
    let exit = apply(&project, target, args.yes, &mut stats).await;
    stats.tell();
    exit
}

async fn apply(project: &Project, mut target: Target, yes: bool, stats: &mut Stats) -> Exit {
    let compared = match compare(project, &target).await {
        Ok(compared) => compared,
        Err(reason) => return stop(reason),
    };
    stats.part("plan", target.requests());
    tell_findings(&compared.findings);
    print(&render::text::plan(&compared.plan));
    if compared.plan.is_empty() {
        return Exit::Fine;
    }
    match confirmed(yes) {
        Ok(true) => {}
        Ok(false) => {
            print("Nothing was done.\n");
            return Exit::Fine;
        }
        Err(failure) => return fail(&failure),
    }
    stats.part("show", target.requests());
    let reporter = Reporter::start(compared.plan.steps.len());
    let outcome = target.write(&compared.plan, &compared.settled.live, &compared.secrets, &reporter).await;
    reporter.finish();
    stats.part("write", target.requests());
    if !outcome.failed.is_empty() || outcome.interrupted || !outcome.remaining.is_empty() {
        tell(&render::text::outcome(&compared.plan, &outcome));
        return Exit::InPart;
    }
    print(&format!("Applied {}.\n", count(outcome.done.len(), "step")));
    let exit = prove(project, &target).await;
    stats.part("proof", target.requests());
    exit
}

/// What was applied must be what is live.
async fn prove(project: &Project, target: &Target) -> Exit {
    match compare(project, target).await {
        Ok(again) if again.plan.is_empty() => {
            print("Read again: ");
            print(&render::text::plan(&again.plan));
            Exit::Fine
        }
        Ok(again) => {
            print(&render::text::plan(&again.plan));
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
