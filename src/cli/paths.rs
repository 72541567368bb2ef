//! Paths of the command line.

use std::path::{Path, PathBuf};

use realmform_model::Failure;

/// A path of the command line: relative ones begin in the project's folder, as with git and make.
pub(super) fn within(directory: &Path, path: &Path) -> PathBuf {
    if directory == Path::new(".") { path.to_owned() } else { directory.join(path) }
}

/// A file that a command was to write, and cannot.
pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("cannot write {}: {error}", path.display()))
        .help("choose a path in an existing directory that you can write to")
}
