//! `--allow-commands`: whether the commands that a project names as sources of secrets run, and what they see.

use std::env;
use std::time::Duration;

use super::log::GLOBAL;
use realmform_model::Failure;
use realmform_run::secret::command::{Commands, USUAL_TIMEOUT, allow};

/// Allows the same.
const VARIABLE: &str = "REALMFORM_ALLOW_COMMANDS";
/// How many seconds a command may take.
const TIMEOUT: &str = "REALMFORM_COMMAND_TIMEOUT";
/// The environment variables that a command sees beside those that every program needs.
const ENVIRONMENT: &str = "REALMFORM_COMMAND_ENV";

/// Whether commands run.
#[derive(Debug, clap::Args)]
pub(super) struct CommandsArgs {
    /// Run the commands that the project's files name as sources of secrets; only for projects that you trust;
    /// REALMFORM_ALLOW_COMMANDS=1 sets the same
    #[arg(long, global = true, help_heading = GLOBAL)]
    allow_commands: bool,
}

impl CommandsArgs {
    /// Says it for this run.
    ///
    /// # Errors
    /// A variable has a value that it cannot have.
    pub(super) fn allow(&self) -> Result<(), Failure> {
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let allowed = match variable(VARIABLE).as_deref() {
            None | Some("0" | "false") => false,
            Some("1" | "true") => true,
            Some(_) => {
                return Err(Failure::input(format!("{VARIABLE} must be 1 or 0")).help("unset it, or set it to 1"));
            }
        };
        let timeout = match variable(TIMEOUT) {
            None => USUAL_TIMEOUT,
            Some(seconds) => match seconds.parse() {
                Ok(seconds @ 1..=86_400) => Duration::from_secs(seconds),
                _ => {
                    return Err(Failure::input(format!("{TIMEOUT} must be a number of seconds, from 1 to 86400"))
                        .help("unset it to wait for 60 seconds"));
                }
            },
        };
        let names = variable(ENVIRONMENT).unwrap_or_default();
        let environment = names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        allow(Commands { allowed: allowed || self.allow_commands, timeout, environment });
        Ok(())
    }
}
