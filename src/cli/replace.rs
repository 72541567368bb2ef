//! Replaces project files as a whole, and only if they have not changed since they were read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::NamedTempFile;

use realmform_lint::fix::Edited;
use realmform_model::Failure;

/// Writes all files, each as a whole, or none of them where one is no longer what was read.
///
/// # Errors
/// A file cannot be written, or is no longer what was read.
pub(super) fn write(directory: &Path, files: &[Edited]) -> Result<(), Failure> {
    let mut ready = Vec::new();
    for file in files {
        let shown = file.source.path.display();
        let prepared = prepare(directory, file).map_err(|error| {
            Failure::input(format!("cannot write {shown}: {error}"))
                .help("check the permissions and the free space of its directory")
        })?;
        ready.push(prepared.ok_or_else(|| {
            Failure::input(format!("{shown} changed after it was read; nothing was written"))
                .help("run the command again")
        })?);
    }
    for (file, path) in ready {
        file.persist(&path).map_err(|error| {
            let message = format!("cannot write {}: {}", path.display(), error.error);
            Failure::input(message)
                .help("other files may already be written; check what has changed, and run the command again")
        })?;
    }
    Ok(())
}

/// The new file beside the old one; `None` where the old one is not what was read.
fn prepare(directory: &Path, file: &Edited) -> io::Result<Option<(NamedTempFile, PathBuf)>> {
    // A link stays one: what it leads to is replaced.
    let path = directory.join(&file.source.path).canonicalize()?;
    if fs::read_to_string(&path)? != file.source.text {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(directory);
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(file.text.as_bytes())?;
    new.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    new.as_file().sync_all()?;
    Ok(Some((new, path)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use std::sync::Arc;

    use super::*;
    use realmform_model::Source;

    fn edited(path: &str, old: &str, new: &str) -> Edited {
        Edited { source: Arc::new(Source::new(path, old)), text: new.into() }
    }

    #[test]
    fn where_one_file_has_changed_meanwhile_none_is_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.toml"), "a").unwrap();
        fs::write(folder.path().join("b.toml"), "another hand was here").unwrap();
        let files = [edited("a.toml", "a", "new"), edited("b.toml", "b", "new")];
        let failure = write(folder.path(), &files).unwrap_err();
        assert_eq!(failure.message, "b.toml changed after it was read; nothing was written");
        assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), "a");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
