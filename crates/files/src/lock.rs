//! A lock file beside a file: the operating system releases it when its holder dies, so it is never stale.

use std::ffi::OsString;
use std::fs::TryLockError;
use std::io;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt, OpenOptionsSyncExt};
use cap_std::fs::{Dir, File, OpenOptions};

use crate::kind::regular;
use crate::root::Root;
use crate::temporary::{is_still_there, sweep};
use crate::trouble::Trouble;

/// What every lock file begins with; one that does not is somebody else's.
const MARK: &str = "realmform-lock ";
/// How much of a lock file is read.
const MOST: u64 = 4096;

/// A held lock; it ends with this value or with the process.
#[derive(Debug)]
pub struct Held {
    folder: Dir,
    name: OsString,
    file: File,
}

impl Drop for Held {
    fn drop(&mut self) {
        // While it is still held; who waits for it sees that it is gone. Where this fails, the file is in nobody's way.
        if is_still_there(&self.folder, &self.name, &self.file) {
            _ = self.folder.remove_file(&self.name);
        }
    }
}

/// What came of asking for a lock.
#[derive(Debug)]
pub enum Taken {
    /// It is held.
    Held(Held),
    /// Another holds it, who says this.
    Busy(String),
}

impl Root {
    /// Where the lock of a file is: `.x.db.realmform-lock` for `x.db`, a name that is nobody else's.
    pub fn lock_beside(file: &Path) -> PathBuf {
        let mut name = OsString::from(".");
        name.push(file.file_name().unwrap_or_default());
        name.push(".realmform-lock");
        file.with_file_name(name)
    }

    /// Locks what is at the path, whether or not it is there yet; `text` says who holds it.
    ///
    /// # Errors
    /// It leads out, another program's file is where the lock belongs, or the folder cannot be written to.
    pub fn lock(&self, file: &Path, text: &str) -> Result<Taken, Trouble> {
        let place = self.locate(file)?;
        place.file()?;
        let (folder, name) = place.parted()?;
        let name = Self::lock_beside(name).into_os_string();
        sweep(&folder);
        loop {
            match folder.symlink_metadata(&name) {
                Ok(found) => regular(found.file_type()).map_err(|_| Trouble::Foreign)?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).nonblock(true).follow(FollowSymlinks::No);
            let mut opened = folder.open_with(&name, &options)?;
            regular(opened.metadata()?.file_type()).map_err(|_| Trouble::Foreign)?;
            let lock = opened.try_clone()?.into_std();
            match lock.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(Taken::Busy(holder(&mut opened)?)),
                Err(TryLockError::Error(error)) => return Err(error.into()),
            }
            // The one before may have taken the file away between the opening and the locking.
            if is_still_there(&folder, &name, &opened) {
                holder(&mut opened)?;
                opened.set_len(0)?;
                opened.rewind()?;
                opened.write_all(format!("{MARK}{text}\n").as_bytes())?;
                return Ok(Taken::Held(Held { folder, name, file: opened }));
            }
        }
    }
}

/// Who wrote a lock file; nobody yet where it is empty.
fn holder(file: &mut File) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    file.take(MOST).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    match text.strip_prefix(MARK) {
        Some(holder) => Ok(holder.trim_end().to_owned()),
        None if text.is_empty() => Ok(String::new()),
        None => Err(Trouble::Foreign),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_foreign_file_in_the_place_of_a_lock_keeps_its_contents() {
        let folder = tempfile::tempdir().unwrap();
        let root = Root::of(folder.path());
        let file = folder.path().join("x.db");
        let lock = Root::lock_beside(&file);
        for text in ["precious", "pid=1 who=gone", "\u{0}\u{1}", "realmform-loc"] {
            fs::write(&lock, text).unwrap();
            assert!(matches!(root.lock(&file, "me"), Err(Trouble::Foreign)), "{text:?}");
            assert_eq!(fs::read_to_string(&lock).unwrap(), text);
        }
        fs::remove_file(&lock).unwrap();
        fs::create_dir(&lock).unwrap();
        assert!(matches!(root.lock(&file, "me"), Err(Trouble::Foreign)));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_a_lock_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        for to in ["precious", "nothing"] {
            fs::write(folder.path().join("precious"), "").unwrap();
            let lock = Root::lock_beside(&file);
            std::os::unix::fs::symlink(to, &lock).unwrap();
            assert!(matches!(Root::of(folder.path()).lock(&file, "me"), Err(Trouble::Foreign)));
            assert_eq!(fs::read_to_string(folder.path().join("precious")).unwrap(), "");
            assert!(!folder.path().join("nothing").exists() && lock.is_symlink());
            fs::remove_file(lock).unwrap();
        }
    }

    #[test]
    fn what_a_killed_holder_left_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        for text in ["realmform-lock pid=1 who=gone and a longer line than the next\n", ""] {
            fs::write(Root::lock_beside(&file), text).unwrap();
            let taken = Root::of(folder.path()).lock(&file, "me").unwrap();
            assert!(matches!(taken, Taken::Held(_)));
            assert_eq!(fs::read_to_string(Root::lock_beside(&file)).unwrap(), "realmform-lock me\n");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "it is given back");
    }

    #[test]
    fn a_lock_that_another_file_has_replaced_is_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        let held = Root::of(folder.path()).lock(&file, "me").unwrap();
        let lock = Root::lock_beside(&file);
        fs::remove_file(&lock).unwrap();
        fs::write(&lock, "precious").unwrap();
        drop(held);
        assert_eq!(fs::read_to_string(&lock).unwrap(), "precious");
    }
}
