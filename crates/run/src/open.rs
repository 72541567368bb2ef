//! From a target's name to the target: one of the project's, or the one that the environment names.

use std::path::Path;

use secrecy::SecretString;

use crate::secret;
use realmform_config::project::{ChosenTarget, Project};
use realmform_model::{Failure, SecretSource, SignIn, TargetConfig};
use realmform_targets::target::{Target, TargetSecrets};

/// The target of this name, of the project or of the environment; the project's default where no name is given.
///
/// # Errors
/// There is no such target, it is not usable, or a secret that it refers to cannot be had.
pub fn target(project: &Project, name: Option<&str>) -> Result<Target, Failure> {
    let name = name.unwrap_or(&project.config.default_target);
    let variable = |name: &str| std::env::var(name).ok();
    match project.config.target(name)? {
        ChosenTarget::Live => Target::live(variable),
        ChosenTarget::Configured(config) => {
            let secrets = secrets(name, config, &project.root)?;
            Target::configured(name, config, secrets, &project.root, variable)
        }
    }
}

fn secrets(name: &str, config: &TargetConfig, root: &Path) -> Result<TargetSecrets, Failure> {
    let resolved = |key: &str, source: &SecretSource| -> Result<SecretString, Failure> {
        secret::value(source, root).map_err(|mut failure| {
            failure.message = format!("`{key}` of the target `{name}`: {}", failure.message);
            failure
        })
    };
    let sign_in = config.keycloak.as_ref().map(|keycloak| match &keycloak.sign_in {
        SignIn::Client { secret, .. } => resolved("client_secret", secret),
        SignIn::User { password, .. } => resolved("password", password),
    });
    let database = config.database_password.as_ref().map(|source| resolved("database_password", source));
    Ok(TargetSecrets { sign_in: sign_in.transpose()?, database: database.transpose()? })
}
