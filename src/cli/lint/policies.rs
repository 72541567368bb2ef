//! The policies of a lint: the project's, or those of `--policy`.

use std::path::Path;

use crate::cli::paths::within;
use realmform_lint::policy;
use realmform_lint::policy::Policies;
use realmform_model::{Failure, Finding};

/// # Errors
/// `--policy` names no directory.
pub(super) fn policies(directory: &Path, folder: Option<&Path>) -> Result<(Policies, Vec<Finding>), Failure> {
    match folder.map(|folder| within(directory, folder)) {
        Some(folder) if !folder.is_dir() => {
            Err(Failure::input(format!("directory {} does not exist", folder.display()))
                .help("pass a directory of policies (*.toml) to --policy"))
        }
        Some(folder) => Ok(policy::load_named(&folder, directory)),
        None => Ok(policy::load(&directory.join(policy::FOLDER), directory)),
    }
}
