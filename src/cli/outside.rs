//! `--allow-outside`: what lies outside of a project's folder and may be used all the same.

use std::path::{Path, PathBuf};

use super::log::GLOBAL;
use super::paths::within;

/// Allows the same paths, separated as in PATH.
const VARIABLE: &str = "REALMFORM_ALLOW_OUTSIDE";

/// What the project's files may name outside of it.
#[derive(Debug, clap::Args)]
pub(super) struct OutsideArgs {
    /// Let the project's files name PATH, a file or a directory outside of the project, and what is in it;
    /// REALMFORM_ALLOW_OUTSIDE sets the same, with `:` between paths
    #[arg(long, value_name = "PATH", global = true, help_heading = GLOBAL)]
    allow_outside: Vec<PathBuf>,
}

impl OutsideArgs {
    /// Allows it for this run.
    pub(super) fn allow(&self, directory: &Path) {
        let variable = std::env::var_os(VARIABLE).unwrap_or_default();
        let variable = std::env::split_paths(&variable).filter(|path| !path.as_os_str().is_empty());
        let paths = self.allow_outside.iter().cloned().chain(variable);
        realmform_files::allow(paths.map(|path| within(directory, &path)).collect());
    }
}
