//! A lock file next to a file: the operating system releases it when its holder dies, so it is never stale.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::locking::Attempt;
use realmform_model::Failure;
use realmform_model::lock::Holder;

/// A held lock; it ends with this value or with the process.
#[derive(Debug)]
pub(crate) struct FileLock {
    path: PathBuf,
    _file: File,
}

impl Drop for FileLock {
    fn drop(&mut self) {
        // While it is still held; who waits for it sees that it is gone. Where this fails, the file is in nobody's way.
        _ = std::fs::remove_file(&self.path);
    }
}

/// `<file>.lock`.
fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}

/// Locks what is at `file`, whether or not it is there yet.
pub(crate) fn try_lock(file: &Path, holder: &Holder) -> Result<Attempt<FileLock>, Failure> {
    let path = beside(file);
    let wrong = |error: &std::io::Error| {
        Failure::input(format!("cannot lock {}: {error}", path.display()))
            .help("allow this account to write to that directory, or add --no-lock if nobody else applies")
    };
    if let Some(folder) = path.parent() {
        crate::folder::create(folder).map_err(|error| wrong(&error))?;
    }
    loop {
        let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let mut opened = open.map_err(|error| wrong(&error))?;
        match opened.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                _ = (&mut opened).take(4096).read_to_string(&mut text);
                return Ok(Attempt::Busy(Holder::from_text(&text)));
            }
            Err(TryLockError::Error(error)) => return Err(wrong(&error)),
        }
        // The one before may have taken the file away between the opening and the locking.
        let mine = opened.metadata().map_err(|error| wrong(&error))?;
        if std::fs::metadata(&path).is_ok_and(|there| (there.dev(), there.ino()) == (mine.dev(), mine.ino())) {
            opened.set_len(0).and_then(|()| opened.write_all(holder.to_text().as_bytes())).map_err(|e| wrong(&e))?;
            return Ok(Attempt::Held(FileLock { path, _file: opened }));
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn holder(who: &str) -> Holder {
        Holder { who: who.into(), ..Holder::default() }
    }

    #[test]
    fn the_second_learns_who_the_first_is_and_nothing_is_left_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        let Attempt::Held(first) = try_lock(&file, &holder("first")).unwrap() else { panic!("held by nobody") };
        assert!(matches!(try_lock(&file, &holder("second")).unwrap(), Attempt::Busy(found) if found.who == "first"));
        drop(first);
        assert!(matches!(try_lock(&file, &holder("second")).unwrap(), Attempt::Held(_)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_holder_left_is_no_lock() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.db.lock"), "pid=1 who=gone").unwrap();
        assert!(matches!(try_lock(&folder.path().join("x.db"), &holder("me")).unwrap(), Attempt::Held(_)));
    }

    #[test]
    fn of_eight_at_once_never_two_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.db");
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut mine = 0;
                    while mine < 20 {
                        if let Attempt::Held(lock) = try_lock(&file, &holder("me")).unwrap() {
                            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                            std::thread::yield_now();
                            inside.fetch_sub(1, Ordering::SeqCst);
                            drop(lock);
                            mine += 1;
                        }
                    }
                    turns.fetch_add(mine, Ordering::SeqCst);
                });
            }
        });
        assert_eq!(turns.into_inner(), 160);
    }
}
