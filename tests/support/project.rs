//! A project directory for tests of the command line, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Keycloak;
use super::discretion::Discretion;

/// A temporary project; it goes when it is dropped.
pub(crate) struct Project {
    dir: tempfile::TempDir,
    /// Where each run logs everything.
    logs: tempfile::TempDir,
    runs: AtomicUsize,
    env: Mutex<BTreeMap<String, String>>,
    discretion: Mutex<Discretion>,
}

/// What a run of realmform gave back.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    /// The exit code; -1 when a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    pub(crate) fn new() -> Self {
        Self::within(&std::env::temp_dir())
    }

    /// A project in a folder that goes by itself: for one that is shared by many tests, and so never dropped.
    pub(crate) fn within(folder: &Path) -> Self {
        let dir = tempfile::Builder::new().prefix("realmform-project-").tempdir_in(folder);
        let logs = tempfile::Builder::new().prefix("realmform-logs-").tempdir_in(folder);
        Self {
            dir: dir.expect("a temporary project"),
            logs: logs.expect("a folder for logs"),
            runs: AtomicUsize::new(0),
            env: Mutex::default(),
            discretion: Mutex::default(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file, making the folders on its way.
    pub(crate) fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.path().join(path);
        let folder = path.parent().expect("a path with a folder");
        fs::create_dir_all(folder).expect("the folders of a project file");
        fs::write(&path, text).expect("a project file written");
        let name = path.strip_prefix(self.path()).unwrap_or(&path).display().to_string();
        self.discretion().file(&name, text);
        self
    }

    /// The text of a file as it is now.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path} of the project: {error}"))
    }

    /// Sets a variable for the runs that follow.
    pub(crate) fn env(&self, key: &str, value: &str) -> &Self {
        let mut env = self.env.lock().expect("the project's environment");
        env.insert(key.to_owned(), value.to_owned());
        self.discretion().variable(key, value);
        self
    }

    /// Points the runs that follow at a realm of a running Keycloak.
    pub(crate) fn live(&self, keycloak: &Keycloak, realm: &str) -> &Self {
        let url = format!("{}/admin/realms/{realm}", keycloak.base_url());
        self.env("KEYCLOAK_ADMIN_URL", &url)
            .env("KEYCLOAK_ADMIN_USERNAME", keycloak.admin_username())
            .env("KEYCLOAK_ADMIN_PASSWORD", keycloak.admin_password())
    }

    /// Runs `realmform -C <project> <arguments>` in an environment without settings of the machine.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_at(self.path(), arguments)
    }

    /// The same in another folder than the project's own.
    #[track_caller]
    pub(crate) fn run_at(&self, folder: &Path, arguments: &[&str]) -> Output {
        let output = self.command(folder, arguments).output().expect("realmform run");
        self.ended(arguments, output)
    }

    /// What a run gave back, in which no secret may be.
    #[track_caller]
    pub(crate) fn ended(&self, arguments: &[&str], output: std::process::Output) -> Output {
        let output = Output {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        // That one command is there to print one.
        if arguments.first() != Some(&"secret") {
            self.discretion().check(&format!("the output of {arguments:?}"), &output.stdout);
        }
        self.discretion().check(&format!("the errors of {arguments:?}"), &output.stderr);
        output
    }

    fn discretion(&self) -> MutexGuard<'_, Discretion> {
        self.discretion.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The command that `run` runs, for tests that watch it while it runs.
    pub(crate) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_realmform"));
        command.arg("-C").arg(folder).args(arguments);
        for (key, _) in std::env::vars_os() {
            let name = key.to_string_lossy();
            let ours = name.starts_with("KEYCLOAK_") || name.starts_with("REALMFORM_");
            let color = ["CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR"].contains(&&*name);
            if ours || color || name == "DATABASE_URL" {
                command.env_remove(key);
            }
        }
        command
            .env(
                "REALMFORM_LOG_FILE",
                self.logs.path().join(format!("{}.log", self.runs.fetch_add(1, Ordering::Relaxed))),
            )
            .env("NO_COLOR", "1")
            .env("NO_PROXY", "127.0.0.1,localhost")
            .envs(&*self.env.lock().expect("the project's environment"))
            .stdin(Stdio::null());
        command
    }
}

/// When its test ends, all that its runs have left behind is searched, too.
impl Drop for Project {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let discretion = self.discretion();
        discretion.check_folder(self.dir.path());
        for log in fs::read_dir(self.logs.path()).into_iter().flatten().flatten() {
            if let Ok(text) = fs::read_to_string(log.path()) {
                discretion.check("a log of everything", &text);
            }
        }
    }
}
