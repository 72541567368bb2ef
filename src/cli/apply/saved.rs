//! `realmform apply FILE`: exactly the steps of a saved plan, or none if an object that they touch has changed.

use std::path::Path;
use std::sync::Arc;

use super::expect::Binding;
use super::guard::until_interrupted;
use super::run::Run;
use crate::cli::choice::ChoiceArgs;
use crate::cli::console::{print, tell};
use crate::cli::exit::{Exit, fail};
use crate::cli::show;
use crate::cli::target::{TargetArgs, opened as opened_target};
use realmform_config::project::Project;
use realmform_engine::saved::{Saved, grown, stale};
use realmform_model::Failure;
use realmform_render as render;
use realmform_run::compare::{left, recount, revisit};
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
    let project = Project::open(directory)?;
    let name = target.target.as_deref().unwrap_or(&saved.plan.target);
    let target = opened_target(&project, Some(name))?;
    if target.name != saved.plan.target || target.places != saved.places {
        let message = format!(
            "the plan was created for target `{}` ({}), but this is `{}` ({})",
            saved.plan.target, saved.places, target.name, target.places
        );
        return Err(Failure::input(message)
            .help("apply it to the target that it was created for, or create a new plan for this target"));
    }
    Ok((project, target, saved))
}

/// Carries it out, where it still fits. Where it ends early, how.
pub(super) async fn apply(run: &mut Run<'_>, saved: &Saved) -> Result<Exit, Exit> {
    let desired = Arc::new(saved.desired.clone());
    let secrets = until_interrupted(secret::resolve(&desired, &run.project.root)).await?;
    let secrets = secrets.map_err(|failure| fail(&failure))?;
    let now = until_interrupted(revisit(saved, run.target)).await?.map_err(|failure| fail(&failure))?;
    run.phase("read");
    let mut stale = stale(saved, &now);
    if stale.is_empty() && saved.plan.deleted().next().is_some() {
        let counted = until_interrupted(recount(saved, run.target)).await?.map_err(|failure| fail(&failure))?;
        stale = grown(&saved.plan, &counted, false);
        for more in grown(&saved.plan, &counted, true) {
            tell(&format!(
                "note: a deletion affects more than when the plan was created: {}",
                render::text::one_stale(&more)
            ));
        }
    }
    if !stale.is_empty() {
        tell(&render::text::stale(&stale, left(saved, &now, &secrets).is_empty()));
        return Err(Exit::Stale);
    }
    print(&render::text::plan(&saved.plan));
    if saved.plan.is_empty() {
        return Ok(Exit::Fine);
    }
    run.guard.is_held()?;
    if run.project.digest() != saved.configuration {
        tell("note: the files have changed since this plan was created; it is applied as reviewed\n");
    }
    run.carry_out(&saved.plan, &now.live, &secrets).await?;
    Ok(run.prove(saved, &now.live, &secrets).await)
}
