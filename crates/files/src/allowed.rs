//! What lies outside a project and may be used all the same: the person in charge says it, never the project.

use std::path::PathBuf;
use std::sync::OnceLock;

/// The option that allows it, as errors name it.
pub const SETTING: &str = "--allow-outside PATH (or REALMFORM_ALLOW_OUTSIDE)";

static ALLOWED: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// Allows files, and folders with all that is in them, for the whole process; only the first call counts.
pub fn allow(paths: Vec<PathBuf>) {
    // A second call would be one of another command in the same process; there is none.
    _ = ALLOWED.set(paths);
}

pub(crate) fn allowed() -> &'static [PathBuf] {
    ALLOWED.get().map(Vec::as_slice).unwrap_or_default()
}
