//! Paths as they are written, whatever is on the disk.

use std::io;
use std::path::{Component, Path, PathBuf};

/// The absolute path without `.` and `..`.
pub(crate) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let mut straight = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => _ = straight.pop(),
            Component::CurDir => {}
            other => straight.push(other),
        }
    }
    Ok(straight)
}

/// Whether a path leads into a folder, as both are written.
pub(crate) fn is_inside(path: &Path, folder: &Path) -> bool {
    absolute(path).is_ok_and(|path| absolute(folder).is_ok_and(|folder| path.starts_with(folder)))
}

/// Whether a name on the path is hidden. `..data` is not: mounts of Kubernetes keep the files there that links name.
pub(crate) fn is_hidden(path: &Path) -> bool {
    path.components().any(|part| match part {
        Component::Normal(name) => {
            let name = name.to_string_lossy();
            name.starts_with('.') && !name.starts_with("..")
        }
        _ => false,
    })
}

/// The folder of a file; `.` for a bare name.
pub(crate) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
