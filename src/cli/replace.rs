//! Replaces project files as a whole, and only if they have not changed since they were read.

use realmform_files::{Rights, Root, Trouble};
use realmform_lint::fix::Edited;
use realmform_model::Failure;

/// Writes all files, each as a whole, or none of them where one is no longer what was read.
///
/// # Errors
/// A file cannot be written, or is no longer what was read.
pub(super) fn write(root: &Root, files: &[Edited]) -> Result<(), Failure> {
    let failed = |file: &Edited, trouble: &Trouble| {
        let help = trouble.help();
        let help = help.unwrap_or_else(|| "check the permissions and the free space of its directory".to_owned());
        Failure::input(format!("cannot write {}: {trouble}", file.source.path.display())).help(help)
    };
    let mut ready = Vec::new();
    for file in files {
        let path = root.folder().join(&file.source.path);
        let now = root.declared(&path).map_err(|trouble| failed(file, &trouble))?;
        if now != file.source.text {
            let message = format!("{} changed after it was read; nothing was written", file.source.path.display());
            return Err(Failure::input(message).help("run the command again"));
        }
        let prepared = root.prepare(&path, file.text.as_bytes(), Rights::Kept);
        ready.push((file, prepared.map_err(|trouble| failed(file, &trouble))?));
    }
    for (file, prepared) in ready {
        prepared.place().map_err(|trouble| {
            failed(file, &trouble)
                .help("other files may already be written; check what has changed, and run the command again")
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

    use std::fs;
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
        let failure = write(&Root::of(folder.path()), &files).unwrap_err();
        assert_eq!(failure.message, "b.toml changed after it was read; nothing was written");
        assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), "a");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
