//! Fetches the servers' distributions once per machine, through Maven, into a cache outside the tree.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The directory `name` in the cache; `make` fills it the first time.
///
/// It is filled under a name of its own and renamed when whole, so an interrupted
/// run leaves nothing half-made; a lock lets one process at a time fill it.
pub(super) fn once(name: &str, make: impl FnOnce(&Path)) -> PathBuf {
    let cache = dir();
    let ready = cache.join(name);
    if ready.exists() {
        return ready;
    }
    fs::create_dir_all(&cache).unwrap_or_else(|error| {
        panic!(
            "The cache of the test servers, {}, cannot be made: {error}. \
             Point REALMFORM_TEST_CACHE at a directory that can be written.",
            cache.display()
        )
    });
    let lock = File::create(cache.join(format!("{name}.lock"))).expect("the lock of the cache");
    lock.lock().expect("the cache locked for this process");
    if !ready.exists() {
        eprintln!("fetching {name} into {} (once per machine)", cache.display());
        let prefix = format!("{name}.part-");
        remove_left_overs(&cache, &prefix);
        let part = tempfile::Builder::new().prefix(&prefix).tempdir_in(&cache);
        let part = part.expect("a directory to fetch into");
        make(part.path());
        fs::rename(part.keep(), &ready).expect("the fetched server moved into place");
    }
    ready
}

/// What interrupted runs left. A program of theirs may still be writing there,
/// so a removal that fails is left to the next time.
fn remove_left_overs(cache: &Path, prefix: &str) {
    for entry in cache.read_dir().into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Where the cache is.
pub(super) fn dir() -> PathBuf {
    let set = |key| std::env::var_os(key).filter(|value| !value.is_empty());
    let home = || set("HOME").map(|home| PathBuf::from(home).join(".cache"));
    if let Some(dir) = set("REALMFORM_TEST_CACHE") {
        return dir.into();
    }
    let base = set("XDG_CACHE_HOME").map(PathBuf::from).or_else(home);
    base.expect("Neither REALMFORM_TEST_CACHE, XDG_CACHE_HOME nor HOME is set; set one of them.").join("realmform")
}

/// Copies a Maven artifact (`group:name:version:type`) into `dir`.
pub(super) fn copy(artifact: &str, dir: &Path) {
    maven("copy", artifact, dir);
}

/// Unpacks a Maven artifact that is a jar into `dir`.
pub(super) fn unpack(artifact: &str, dir: &Path) {
    maven("unpack", artifact, dir);
}

fn maven(goal: &str, artifact: &str, dir: &Path) {
    let mut command = Command::new("mvn");
    command
        .args(["-q", "-B", &format!("dependency:{goal}")])
        .arg(format!("-Dartifact={artifact}"))
        .arg(format!("-DoutputDirectory={}", dir.display()))
        .current_dir(dir);
    run(&mut command, &format!("fetch {artifact}"), "Install Maven (`mvn`), and see that it reaches its repository.");
}

/// Unpacks a tar archive into `dir`, without its `strip` leading path parts.
pub(super) fn untar(archive: &Path, dir: &Path, strip: usize) {
    let mut command = Command::new("tar");
    command.arg("-xf").arg(archive).arg("-C").arg(dir).arg(format!("--strip-components={strip}"));
    run(&mut command, &format!("unpack {}", archive.display()), "Install `tar` with `gzip` and `xz`.");
}

/// Runs a command that has to succeed; otherwise says in plain words what failed and what to do.
pub(crate) fn run(command: &mut Command, purpose: &str, next: &str) -> String {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| {
        panic!("The tests run `{program}` to {purpose}, and it cannot be run: {error}. {next}")
    });
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(
        output.status.success(),
        "The tests ran `{program}` to {purpose}, and it failed ({}). {next} It said:\n{said}",
        output.status
    );
    said
}
