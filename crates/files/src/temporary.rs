//! New contents beside a file until they are whole. Who writes them holds a lock on them, so that what a killed run left
//! behind is known from what a run that is alive still needs.

use std::fs::TryLockError;
use std::io;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use cap_fs_ext::{FollowSymlinks, MetadataExt, OpenOptionsFollowExt, OpenOptionsSyncExt};
#[cfg(unix)]
use cap_std::fs::OpenOptionsExt;
use cap_std::fs::{Dir, File, OpenOptions};

const BEGIN: &str = ".realmform-";
const END: &str = ".tmp";
/// The length of what stands between them, in hexadecimal digits.
const DIGITS: usize = 24;
/// How many names are tried.
const TRIES: usize = 32;

/// A file that goes with this value, unless it takes its place.
pub(crate) struct Temporary {
    folder: Dir,
    name: String,
    /// Holds the lock.
    pub file: File,
    is_placed: bool,
}

impl Temporary {
    /// Makes one in the folder, for nobody else to read.
    pub(crate) fn new(folder: Dir) -> io::Result<Self> {
        sweep(&folder);
        for _ in 0..TRIES {
            let name = name();
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            options.mode(0o600);
            let file = match folder.open_with(&name, &options) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                opened => opened?.into_std(),
            };
            // Another run may take it for one that was left behind, between its making and its locking.
            let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            let file = File::from_std(file);
            if !is_taken && is_still_there(&folder, &name, &file) {
                return Ok(Self { folder, name, file, is_placed: false });
            }
        }
        Err(io::Error::other("no name is free for a temporary file"))
    }

    /// Puts it in the place of a file in the same folder.
    pub(crate) fn replace(mut self, name: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        self.folder.rename(&self.name, &self.folder, name)?;
        self.is_placed = true;
        Ok(())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.is_placed {
            // Where that fails, the next run sweeps it away.
            _ = self.folder.remove_file(&self.name);
        }
    }
}

/// Removes what killed runs left in a folder: files of our names on which nobody holds a lock.
pub(crate) fn sweep(folder: &Dir) {
    // Where a file cannot be seen or removed it is in nobody's way.
    for entry in folder.entries().into_iter().flatten().flatten() {
        let name = entry.file_name();
        if is_ours(&name.to_string_lossy()) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let mut options = OpenOptions::new();
            options.read(true).write(true).nonblock(true).follow(FollowSymlinks::No);
            let Ok(file) = folder.open_with(&name, &options).map(File::into_std) else { continue };
            if file.try_lock().is_ok() {
                _ = folder.remove_file(&name);
            }
        }
    }
}

/// Whether the name still stands for the opened file.
pub(crate) fn is_still_there(folder: &Dir, name: impl AsRef<Path>, file: &File) -> bool {
    let (Ok(there), Ok(mine)) = (folder.symlink_metadata(name), file.metadata()) else { return false };
    (there.dev(), there.ino()) == (mine.dev(), mine.ino())
}

fn name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos() as u64;
    let number = now.wrapping_add(COUNT.fetch_add(1, Ordering::Relaxed));
    format!("{BEGIN}{:08x}{number:016x}{END}", std::process::id())
}

fn is_ours(name: &str) -> bool {
    let digits = name.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(END)).unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use std::io::Write;

    use cap_std::ambient_authority;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_killed_run_left_goes_and_what_another_still_writes_or_owns_stays() {
        let folder = tempfile::tempdir().unwrap();
        let left = format!("{BEGIN}{}{END}", "0a".repeat(12));
        let others = [".realmform-notes.tmp".to_owned(), format!("{BEGIN}{}{END}", "0".repeat(23)), "x.tmp".to_owned()];
        for name in others.iter().chain([&left]) {
            std::fs::write(folder.path().join(name), "half").unwrap();
        }
        let dir = || Dir::open_ambient_dir(folder.path(), ambient_authority()).unwrap();
        let alive = Temporary::new(dir()).unwrap();
        let mut second = Temporary::new(dir()).unwrap();
        let mut expected: Vec<String> = others.into_iter().chain([alive.name.clone(), second.name.clone()]).collect();
        expected.sort();
        assert_eq!(names(folder.path()), expected);
        second.file.write_all(b"whole").unwrap();
        second.replace(Path::new("made")).unwrap();
        drop(alive);
        assert_eq!(std::fs::read_to_string(folder.path().join("made")).unwrap(), "whole");
        assert_eq!(names(folder.path()).len(), 4);
    }

    #[test]
    fn eight_that_sweep_and_write_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let path = folder.path();
                scope.spawn(move || {
                    let dir = || Dir::open_ambient_dir(path, ambient_authority()).unwrap();
                    for turn in 0..20 {
                        let mut new = Temporary::new(dir()).unwrap();
                        new.file.write_all(format!("{writer} {turn}").as_bytes()).unwrap();
                        new.replace(Path::new(&writer.to_string())).unwrap();
                    }
                });
            }
        });
        let last = |writer: usize| std::fs::read_to_string(folder.path().join(writer.to_string())).unwrap();
        assert!((0..8).all(|writer| last(writer) == format!("{writer} 19")));
        assert_eq!(names(folder.path()).len(), 8);
    }
}
