//! One run of a tool: its time, the peak memory of it and of all that it starts, and an end after seven minutes.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

/// As long as anybody would wait for a pipeline.
const LIMIT: Duration = Duration::from_secs(420);
/// How often memory is looked at. A process keeps its own peak, so only what grows in its last moment is missed.
const LOOK: Duration = Duration::from_millis(10);
/// How often processes are looked for, which costs more: one look in so many.
const SEARCH: usize = 10;
/// What is shown of what a tool says.
const SHOWN: usize = 200;

/// How a run ended.
#[derive(Debug, Default)]
pub struct Ended {
    pub time: Duration,
    pub requests: usize,
    pub peak_mib: usize,
    pub failure: Option<Failure>,
}

/// Why a run did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// It was ended at its limit.
    OutOfTime,
    /// Its own words.
    Said(String),
}

/// A command that no setting of the machine for a Keycloak or for one of the tools reaches.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        if ["KEYCLOAK_", "IMPORT_", "SPRING_", "TF_"].iter().any(|theirs| name.starts_with(theirs)) {
            command.env_remove(key);
        }
    }
    command.env("NO_PROXY", "127.0.0.1,localhost");
    command
}

/// Runs a command to its end, or to the end of its time. Exit codes other than those of `fine` are failures; `secret` is
/// never shown.
pub(crate) fn run(mut command: Command, fine: &[i32], secret: &str) -> Ended {
    let output = tempfile::NamedTempFile::new().expect("a file for what it says");
    let writer = || Stdio::from(output.reopen().expect("the file for what it says"));
    command.stdin(Stdio::null()).stdout(writer()).stderr(writer());
    let started = Instant::now();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let words = format!("{} cannot be run: {error}", command.get_program().display());
            return Ended { failure: Some(Failure::Said(words)), ..Ended::default() };
        }
    };
    let id = child.id();
    // Its end is told the moment that it comes; a look at memory is at other times.
    let (sender, end) = mpsc::channel();
    std::thread::spawn(move || {
        let status = child.wait();
        let _ = sender.send((status, Instant::now()));
    });
    let mut ended = Ended::default();
    let (mut processes, mut is_over) = (vec![id], false);
    for look in 1.. {
        match end.recv_timeout(LOOK) {
            Ok((status, at)) => {
                ended.time = at - started;
                ended.failure = match is_over {
                    true => Some(Failure::OutOfTime),
                    false => failure(&status.expect("how it ended"), fine, output.path(), secret),
                };
                return ended;
            }
            Err(RecvTimeoutError::Disconnected) => panic!("the thread that waits for a process has gone"),
            Err(RecvTimeoutError::Timeout) => {}
        }
        if look % SEARCH == 0 {
            processes = tree(id);
        }
        let peaks: usize = processes.iter().filter_map(|&process| peak(process)).sum();
        ended.peak_mib = ended.peak_mib.max(peaks / 1024);
        if !is_over && started.elapsed() > LIMIT {
            is_over = true;
            let ids = tree(id).into_iter().map(|process| process.to_string());
            let _ = Command::new("kill").arg("-KILL").args(ids).status();
        }
    }
    ended
}

/// What a run said went wrong, unless it ended as it should.
fn failure(status: &ExitStatus, fine: &[i32], output: &Path, secret: &str) -> Option<Failure> {
    if status.code().is_some_and(|code| fine.contains(&code)) {
        return None;
    }
    let said = String::from_utf8_lossy(&fs::read(output).unwrap_or_default()).replace(secret, "***");
    let is_error = |line: &&str| ["Error:", "error:", "ERROR"].iter().any(|word| line.contains(word));
    let line = said.lines().find(is_error).or_else(|| said.lines().rfind(|line| !line.trim().is_empty()));
    let words: String = line.unwrap_or("not a word").trim_start_matches(['╷', '│', ' ']).chars().take(SHOWN).collect();
    Some(Failure::Said(format!("{status}: {words}")))
}

/// The most that a process has had in memory, in KiB.
fn peak(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// A process and all below it, whatever their depth.
fn tree(process: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let id: u32 = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
            // The name before may hold anything, blanks and parentheses too.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()?;
            Some((id, parent))
        })
        .collect();
    let mut found = vec![process];
    let mut next = 0;
    while let Some(&above) = found.get(next) {
        found.extend(parents.iter().filter(|(_, parent)| *parent == above).map(|(id, _)| *id));
        next += 1;
    }
    found
}
