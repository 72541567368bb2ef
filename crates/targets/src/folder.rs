//! Folders that realmform makes: what it keeps in `.realmform/` is never committed.

use std::ffi::OsStr;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// The folder of a project that holds what realmform makes.
const OWN: &str = ".realmform";

/// Makes a folder and those above it. `.realmform/` gets a `.gitignore`.
pub(crate) fn create(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let Some(own) = folder.ancestors().find(|it| it.file_name() == Some(OsStr::new(OWN))) else { return Ok(()) };
    match OpenOptions::new().write(true).create_new(true).open(own.join(".gitignore")) {
        Ok(mut file) => file.write_all(b"*\n"),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn git_ignores_the_own_folder_and_no_other() {
        let root = tempfile::tempdir().unwrap();
        create(&root.path().join(".realmform/deep/down")).unwrap();
        assert_eq!(fs::read_to_string(root.path().join(".realmform/.gitignore")).unwrap(), "*\n");
        fs::write(root.path().join(".realmform/.gitignore"), "mine\n").unwrap();
        create(&root.path().join(".realmform")).unwrap();
        assert_eq!(fs::read_to_string(root.path().join(".realmform/.gitignore")).unwrap(), "mine\n");
        create(&root.path().join("other")).unwrap();
        assert!(!root.path().join("other/.gitignore").exists());
    }
}
