//! Keeps a server alive exactly as long as the test process, whatever ends that process.
//!
//! libtest has no teardown, and nothing in a killed process can clean up after
//! it. So each server runs under a small shell that reads a pipe from the test
//! process: when the pipe closes - at the end, by a panic, by `kill -9` - the
//! shell ends the server and removes its directory.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// `kill … 0` reaches the guardian's own process group, which is itself and
/// what it started. The traps let the shells outlive the TERM they send; a
/// handler, unlike an ignored signal, is not passed on to the server.
const SCRIPT: &str = r#"
trap : TERM
( trap : TERM; "$@" </dev/null >server.log 2>&1; echo $? >ended ) &
cat >/dev/null
kill -TERM 0
i=0
while [ ! -e ended ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i+1)); done
cd / && rm -rf "$RUN_DIR"
kill -KILL 0
"#;

/// A server that runs under its guardian.
pub(super) struct Guarded {
    name: &'static str,
    dir: PathBuf,
    /// Its stdin is the pipe that must stay open.
    guardian: Child,
}

/// An empty directory for one run; the guardian removes it.
pub(super) fn run_dir(name: &str) -> PathBuf {
    tempfile::Builder::new()
        .prefix(&format!("realmform-{name}-"))
        .tempdir()
        .expect("a temporary directory for a test server")
        .keep()
}

impl Guarded {
    /// Starts `server` in `dir`, as `user` (uid, gid) if one is given.
    pub(super) fn start(name: &'static str, dir: PathBuf, server: &Command, user: Option<(u32, u32)>) -> Self {
        let mut guardian = Command::new("sh");
        guardian.args(["-c", SCRIPT, "guardian"]).arg(server.get_program()).args(server.get_args());
        for (key, value) in server.get_envs() {
            match value {
                Some(value) => guardian.env(key, value),
                None => guardian.env_remove(key),
            };
        }
        if let Some((uid, gid)) = user {
            chown(&dir, Some(uid), Some(gid)).expect("the run directory handed to the server");
            guardian.uid(uid).gid(gid);
        }
        let guardian = guardian
            .env("RUN_DIR", &dir)
            .current_dir(&dir)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{name} could not be started through sh: {error}"));
        Self { name, dir, guardian }
    }

    /// The directory of this run, which goes with the server.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Asks `ready` every 200 ms; panics with the end of the server's log when
    /// the server ends or the time is up.
    pub(super) fn wait_until(&self, limit: Duration, ready: impl Fn() -> bool) {
        let started = Instant::now();
        while !ready() {
            let ended = self.dir.join("ended").exists();
            if ended || started.elapsed() > limit {
                let what = if ended { "ended while it was starting" } else { "was not ready in time" };
                panic!(
                    "{} {what} ({} s). The end of its log:\n{}",
                    self.name,
                    started.elapsed().as_secs(),
                    tail(&self.dir.join("server.log"))
                );
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}
