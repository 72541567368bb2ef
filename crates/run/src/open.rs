//! From a target's name to the target: one of the project's, or the one that the environment names.

use realmform_config::project::{ChosenTarget, Project};
use realmform_model::Failure;
use realmform_targets::target::Target;

/// The target of this name, of the project or of the environment; the project's default where no name is given.
///
/// # Errors
/// There is no such target, or it is not usable.
pub fn target(project: &Project, name: Option<&str>) -> Result<Target, Failure> {
    let name = name.unwrap_or(&project.config.default_target);
    match project.config.target(name)? {
        ChosenTarget::Live => Target::live(|name| std::env::var(name).ok()),
        ChosenTarget::Configured(config) => Target::configured(name, config, &project.root),
    }
}
