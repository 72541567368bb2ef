//! `--target`: the target that a command works on.

use std::path::Path;

use super::console::{tell_exposed, tell_findings};
use super::exit::{Exit, fail};
use realmform_config::project::Project;
use realmform_engine::saved::Saved;
use realmform_model::Failure;
use realmform_run::aside::aside;
use realmform_run::open;
use realmform_targets::target::Target;

/// The target of a command.
#[derive(Debug, clap::Args)]
pub(super) struct TargetArgs {
    /// Target from realmform.toml, or `live` for the Keycloak and database named by environment variables; defaults to
    /// the project's default target
    #[arg(long, value_name = "NAME")]
    pub target: Option<String>,
}

impl TargetArgs {
    /// The target that a saved plan is for.
    ///
    /// # Errors
    /// It is another one now, or not usable.
    pub(super) fn of_plan(&self, project: &Project, saved: &Saved) -> Result<Target, Failure> {
        let name = self.target.as_deref().unwrap_or(&saved.plan.target);
        let target = opened(project, Some(name))?;
        if target.name != saved.plan.target || target.places != saved.places {
            let message = format!(
                "the plan was created for target `{}` ({}), but this is `{}` ({})",
                saved.plan.target, saved.places, target.name, target.places
            );
            return Err(Failure::input(message)
                .help("apply it to the target that it was created for, or create a new plan for this target"));
        }
        Ok(target)
    }

    /// The project of the folder and the target that is asked for; where there is none of them, how the command ends.
    pub(super) async fn open(&self, directory: &Path) -> Result<(Project, Target), Exit> {
        self.open_beside(directory, Target::sign_in_early).await
    }

    /// The same; what is begun with the target goes on while the files are read.
    pub(super) async fn open_beside(
        &self,
        directory: &Path,
        begin: impl FnOnce(&Target),
    ) -> Result<(Project, Target), Exit> {
        let project = Project::configured(directory).map_err(|failure| fail(&failure))?;
        let target = opened(&project, self.target.as_deref()).map_err(|failure| fail(&failure))?;
        begin(&target);
        let name = target.name.clone();
        Ok((aside(move || project.loaded_for(&name)).await, target))
    }
}

/// The target of this name; what would go out in clear is told.
///
/// # Errors
/// There is none, or it is not usable. Its table may be misspelt: what is wrong with realmform.toml is told with it.
pub(super) fn opened(project: &Project, name: Option<&str>) -> Result<Target, Failure> {
    match open::target(project, name) {
        Ok(target) => {
            tell_exposed(&target);
            Ok(target)
        }
        Err(failure) => {
            tell_findings(&project.findings);
            Err(failure)
        }
    }
}

/// The project as a target has it, which needs no server and no secret.
///
/// # Errors
/// There is no project, or no such target.
pub(super) fn project_for(directory: &Path, target: Option<&str>) -> Result<Project, Failure> {
    let project = Project::configured(directory)?;
    let Some(name) = target else { return Ok(project.loaded()) };
    if !project.config.unusable.contains(name) {
        project.config.target(name)?;
    }
    Ok(project.loaded_for(name))
}
