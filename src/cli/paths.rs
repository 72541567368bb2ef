//! Paths of the command line.

use std::path::{Component, Path, PathBuf};

use realmform_files::Trouble;
use realmform_model::Failure;

/// A path of the command line: relative ones begin in the project's folder, as with git and make.
pub(super) fn within(directory: &Path, path: &Path) -> PathBuf {
    if directory == Path::new(".") { path.to_owned() } else { directory.join(path) }
}

/// A file that a command was to write, and cannot.
pub(super) fn unwritable(path: &Path, trouble: &Trouble) -> Failure {
    let usual = || "choose a path in an existing directory that you can write to".to_owned();
    let help = match trouble {
        Trouble::Io(_) => usual(),
        other => other.help().unwrap_or_else(usual),
    };
    Failure::input(format!("cannot write {}: {trouble}", path.display())).help(help)
}

/// The path of a file as it is seen from a folder, which may not exist yet.
pub(super) fn relative(folder: &Path, file: &Path) -> Option<PathBuf> {
    let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = real(parent)?.join(file.file_name()?);
    let folder = real(folder)?;
    let shared = folder.components().zip(file.components()).take_while(|(one, other)| one == other).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    Some(up.chain(file.components().skip(shared)).collect())
}

/// Without links, as far as it is there.
fn real(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let there = folder.ancestors().find_map(|it| Some((it, it.canonicalize().ok()?)));
    let (there, real) = there?;
    Some(real.join(folder.strip_prefix(there).ok()?))
}
