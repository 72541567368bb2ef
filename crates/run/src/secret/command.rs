//! Runs a command that prints a secret: only where somebody outside of the project allows it, for a limited time, and without
//! what this run signs in with.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use realmform_files::SECRET;
use realmform_model::Failure;

/// What may be run. Said once, by whoever starts the run: no file of a project can say it.
#[derive(Clone, Debug)]
pub struct Commands {
    /// Whether commands run at all.
    pub allowed: bool,
    /// How long one may take.
    pub timeout: Duration,
    /// Environment variables that they see, beside those that every program needs.
    pub environment: Vec<String>,
}

static COMMANDS: OnceLock<Commands> = OnceLock::new();

/// How long a command may take where nothing else is said: somebody may have to type a passphrase.
pub const USUAL_TIMEOUT: Duration = Duration::from_secs(60);

/// What programs need to find files, keys and a terminal, and what is no secret.
const BASIC: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    "TMP",
    "TEMP",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "DBUS_SESSION_BUS_ADDRESS",
    "SSH_AUTH_SOCK",
    "GNUPGHOME",
    "GPG_TTY",
    "GPG_AGENT_INFO",
    "PASSWORD_STORE_DIR",
    "SystemRoot",
    "ComSpec",
    "PATHEXT",
    "APPDATA",
    "LOCALAPPDATA",
    "USERPROFILE",
    "ProgramData",
];

/// The same of all that begin so.
const BASIC_BEGIN: &[&str] = &["LC_", "XDG_"];

/// How often a command is asked whether it has ended.
const PAUSE: Duration = Duration::from_millis(5);

/// Says what may be run; the first word counts.
pub fn allow(commands: Commands) {
    _ = COMMANDS.set(commands);
}

/// What the command prints, without the line's end.
///
/// # Errors
/// It may not run, cannot, fails, takes too long, or prints what is no text. Its output is in no error.
pub(super) fn output(words: &[String], root: &Path) -> Result<String, Failure> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(Failure::input("the command is empty").help("write `command = [\"program\", \"argument\"]`"));
    };
    let Some(commands) = COMMANDS.get().filter(|commands| commands.allowed) else {
        let message = format!("the files want to run `{}`, which is not allowed", words.join(" "));
        return Err(Failure::input(message).help(
            "if you trust this project, pass --allow-commands or set REALMFORM_ALLOW_COMMANDS=1; `plan --without-secrets` \
             needs no secret",
        ));
    };
    let help = "run the command by hand in the project directory to see its output";
    let seen = std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(|name| commands.shows(name)));
    let child = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .env_clear()
        .envs(seen)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child = child.map_err(|error| Failure::input(format!("cannot run `{program}`: {error}")).help(help))?;
    let printed = read_aside(&mut child);
    let Some(status) = ended(&mut child, commands.timeout) else {
        let seconds = commands.timeout.as_secs();
        return Err(Failure::input(format!("`{program}` did not end within {seconds} s"))
            .help("run it by hand to see what it waits for, or set REALMFORM_COMMAND_TIMEOUT to a number of seconds"));
    };
    if !status.success() {
        // What it printed may hold the secret, so it is not shown.
        return Err(Failure::input(format!("`{program}` failed ({status})")).help(format!(
            "{help}; it sees few environment variables: name more in REALMFORM_COMMAND_ENV, such as `VAULT_ADDR,VAULT_TOKEN`"
        )));
    }
    // What it started may still hold the pipe.
    let printed = printed.recv_timeout(commands.timeout).ok().flatten();
    let text = printed.filter(|bytes| bytes.len() as u64 <= SECRET).and_then(|bytes| String::from_utf8(bytes).ok());
    match text {
        Some(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
        None => {
            let most = SECRET >> 20;
            Err(Failure::input(format!("the output of `{program}` is not UTF-8, or is longer than {most} MiB"))
                .help(help))
        }
    }
}

impl Commands {
    fn shows(&self, name: &str) -> bool {
        BASIC.iter().any(|known| known.eq_ignore_ascii_case(name))
            || BASIC_BEGIN.iter().any(|begin| name.starts_with(begin))
            || self.environment.iter().any(|known| known == name)
    }
}

/// Reads what it prints while it runs, and no more than a secret can be.
fn read_aside(child: &mut Child) -> Receiver<Option<Vec<u8>>> {
    let (sender, receiver) = channel();
    if let Some(output) = child.stdout.take() {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = output.take(SECRET + 1).read_to_end(&mut bytes);
            _ = sender.send(read.ok().map(|_| bytes));
        });
    }
    receiver
}

/// How it ended; `None` where it had to be ended.
fn ended(child: &mut Child, timeout: Duration) -> Option<ExitStatus> {
    let end = Instant::now() + timeout;
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(PAUSE),
            _ => {
                _ = child.kill();
                _ = child.wait();
                return None;
            }
        }
    }
}
