//! `realmform apply FILE`: exactly the steps of a saved plan, or none if an object that they touch has changed.

use std::path::Path;
use std::sync::Arc;

use super::expect::Binding;
use super::guard::until_interrupted;
use super::run::Run;
use crate::cli::baseline::tell_known;
use crate::cli::choice::ChoiceArgs;
use crate::cli::console::{print, tell, tell_findings};
use crate::cli::exit::{Exit, fail, stop};
use crate::cli::show;
use crate::cli::target::TargetArgs;
use realmform_config::project::Project;
use realmform_engine::saved::{Saved, Stale, grown, stale};
use realmform_engine::settle::Settled;
use realmform_model::{Failure, Secrets};
use realmform_render as render;
use realmform_run::again::{Again, Said, again};
use realmform_run::compare::{left, revisit};
use realmform_run::secret;
use realmform_targets::target::Target;

/// The project, the target that the plan is for, and the plan.
///
/// # Errors
/// The plan cannot be read, or is for another target; the failure was printed.
pub(super) fn open(
    directory: &Path,
    choice: &ChoiceArgs,
    target: &TargetArgs,
    binding: &Binding,
    file: &Path,
) -> Result<(Project, Target, Option<Saved>), Exit> {
    match opened(directory, choice, target, binding, file) {
        Ok((project, target, saved)) => Ok((project, target, Some(saved))),
        Err(failure) => Err(fail(&failure)),
    }
}

fn opened(
    directory: &Path,
    choice: &ChoiceArgs,
    target: &TargetArgs,
    binding: &Binding,
    file: &Path,
) -> Result<(Project, Target, Saved), Failure> {
    if !choice.choice().is_all() {
        return Err(Failure::input("a saved plan is applied as a whole: --only and --except cannot be used with it")
            .help("use them when you create the plan: `realmform plan --only ADDRESS --out FILE`"));
    }
    let saved = show::open(directory, file)?;
    binding.check_saved(&saved)?;
    let project = Project::configured(directory)?;
    let target = target.of_plan(&project, &saved)?;
    Ok((project, target, saved))
}

/// Carries it out, where it still fits and nothing stands against it now; `keep` keeps the plan. Where it ends early, how.
pub(super) async fn apply(
    run: &mut Run<'_>,
    saved: &Saved,
    said: Said,
    keep: impl FnOnce(&Saved) -> Result<(), Failure>,
) -> Result<Exit, Exit> {
    let desired = Arc::new(saved.desired.clone());
    let secrets = until_interrupted(secret::resolve(&desired, &run.project.root, |_, _| true)).await?;
    let secrets = secrets.map_err(|failure| fail(&failure))?;
    let now = until_interrupted(revisit(saved, run.target)).await?.map_err(|failure| fail(&failure))?;
    run.phase("read");
    let stale = stale(saved, &now);
    if !stale.is_empty() {
        return Err(refuse(saved, &now, &secrets, &stale));
    }
    let judging = again(saved, &now, &run.project, run.target, said);
    let Again { counted, blocked, known } = until_interrupted(judging).await?.map_err(stop)?;
    tell_known(known);
    let more = grown(&saved.plan, &counted, false);
    if !more.is_empty() {
        return Err(refuse(saved, &now, &secrets, &more));
    }
    for more in grown(&saved.plan, &counted, true) {
        tell(&format!(
            "note: a deletion affects more than when the plan was created: {}",
            render::text::one_stale(&more)
        ));
    }
    let mut shown = saved.plan.clone();
    shown.review.blocked.clone_from(&blocked);
    print(&render::text::plan(&shown));
    if !blocked.is_empty() {
        tell_findings(&blocked);
        return Err(Exit::Findings);
    }
    if saved.plan.is_empty() {
        return Ok(Exit::Fine);
    }
    run.guard.is_held()?;
    if run.project.digest() != saved.configuration {
        tell("note: the files have changed since this plan was created; it is applied as reviewed\n");
    }
    keep(saved).map_err(|failure| fail(&failure))?;
    run.carry_out(&saved.plan, &now.live, &secrets).await?;
    Ok(run.prove(saved, &now.live, &secrets).await)
}

fn refuse(saved: &Saved, now: &Settled, secrets: &Secrets, stale: &[Stale]) -> Exit {
    tell(&render::text::stale(stale, left(saved, now, secrets).is_empty()));
    Exit::Stale
}
