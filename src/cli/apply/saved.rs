//! `realmform apply FILE`: exactly the steps of a saved plan, or none where what they touch has changed.

use std::path::Path;

use super::{Args, Stats, carried_out};
use crate::cli::{Exit, fail, print, show, tell};
use crate::compare::{left, revisit};
use crate::project::Project;
use crate::render;
use crate::saved::{Saved, stale};
use crate::secret;
use crate::target::Failure;
use crate::target::open::{Places, Target};

pub async fn run(directory: &Path, args: &Args, file: &Path, stats: &mut Stats) -> Exit {
    let (project, target, saved) = match open(directory, args, file) {
        Ok(opened) => opened,
        Err(failure) => return fail(&failure),
    };
    apply(&project, target, &saved, stats).await
}

/// The plan, and the target that it is for.
fn open(directory: &Path, args: &Args, file: &Path) -> Result<(Project, Target, Saved), Failure> {
    if args.choice.is_given() {
        return Err(Failure::input("a saved plan is carried out whole: --only and --except do not go with it")
            .help("choose when the plan is made: `realmform plan --only ADDRESS --out FILE`"));
    }
    let saved = show::open(directory, file)?;
    let project = Project::open(directory)?;
    let name = args.target.target.as_deref().unwrap_or(&saved.plan.target);
    let target = Target::of(&project, Some(name))?;
    if target.name != saved.plan.target || target.places != saved.places {
        let message = format!(
            "the plan is for another target: it was made for {}, and this is {}",
            place(&saved.plan.target, &saved.places),
            place(&target.name, &target.places)
        );
        return Err(Failure::input(message).help("apply it where it was made for, or make a new plan for this target"));
    }
    Ok((project, target, saved))
}

fn place(name: &str, places: &Places) -> String {
    let sides: Vec<&str> = [&places.realm, &places.database].into_iter().flatten().map(String::as_str).collect();
    format!("`{name}` ({})", sides.join(", "))
}

async fn apply(project: &Project, mut target: Target, saved: &Saved, stats: &mut Stats) -> Exit {
    let secrets = match secret::resolve(&saved.desired, &project.root) {
        Ok(secrets) => secrets,
        Err(failure) => return fail(&failure),
    };
    let now = match revisit(saved, &target).await {
        Ok(now) => now,
        Err(failure) => return fail(&failure),
    };
    stats.part("read", target.requests());
    let stale = stale(saved, &now);
    if !stale.is_empty() {
        tell(&render::text::stale(&stale, left(saved, &now, &secrets).is_empty()));
        return Exit::Stale;
    }
    print(&render::text::plan(&saved.plan));
    if saved.plan.is_empty() {
        return Exit::Fine;
    }
    if project.digest() != saved.configuration {
        tell("note: the files are not as they were when this plan was made; it is carried out as it was reviewed\n");
    }
    if let Err(exit) = carried_out(&mut target, &saved.plan, &now.live, &secrets, stats).await {
        return exit;
    }
    let again = revisit(saved, &target).await.map(|now| left(saved, &now, &secrets));
    let exit = super::proved(again.map_err(Into::into));
    stats.part("proof", target.requests());
    exit
}
