//! The lock of a file, with who holds it.

use std::path::Path;

use super::locking::Attempt;
use realmform_files::{Held, Root, Taken, Trouble};
use realmform_model::Failure;
use realmform_model::lock::Holder;

/// A held lock; it ends with this value or with the process.
pub(crate) type FileLock = Held;

/// Locks what is at `file`, whether or not it is there yet.
pub(crate) fn try_lock(root: &Root, file: &Path, holder: &Holder) -> Result<Attempt<FileLock>, Failure> {
    let lock = Root::lock_beside(file);
    let wrong = |trouble: Trouble| {
        let help = trouble.help().unwrap_or_else(|| {
            "allow this account to write to that directory, or add --no-lock if nobody else applies".to_owned()
        });
        Failure::input(format!("cannot lock {}: {trouble}", lock.display())).help(help)
    };
    if let Some(folder) = file.parent() {
        root.make_folder(folder).map_err(wrong)?;
    }
    Ok(match root.lock(file, &holder.to_text()).map_err(wrong)? {
        Taken::Held(held) => Attempt::Held(held),
        Taken::Busy(text) => Attempt::Busy(Holder::from_text(&text)),
    })
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
        let (root, file) = (Root::of(folder.path()), folder.path().join("x.db"));
        let Attempt::Held(first) = try_lock(&root, &file, &holder("first")).unwrap() else { panic!("held by nobody") };
        let second = try_lock(&root, &file, &holder("second")).unwrap();
        assert!(matches!(second, Attempt::Busy(found) if found.who == "first"));
        drop(first);
        assert!(matches!(try_lock(&root, &file, &holder("second")).unwrap(), Attempt::Held(_)));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_foreign_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".x.db.realmform-lock"), "precious").unwrap();
        let failure = try_lock(&Root::of(folder.path()), &folder.path().join("x.db"), &holder("me")).unwrap_err();
        assert!(failure.message.ends_with("/.x.db.realmform-lock: another program's file is in the way"), "{failure}");
    }

    #[test]
    fn of_eight_at_once_never_two_hold_it() {
        let folder = tempfile::tempdir().unwrap();
        let (root, file) = (Root::of(folder.path()), folder.path().join("x.db"));
        let (inside, turns) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let mut mine = 0;
                    while mine < 20 {
                        if let Attempt::Held(lock) = try_lock(&root, &file, &holder("me")).unwrap() {
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
