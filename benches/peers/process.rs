//! One run of a tool: its time, the peak memory of it and of all that it starts, and an end after seven minutes.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// As long as anybody would wait for a pipeline.
const LIMIT: Duration = Duration::from_secs(420);
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(20);

/// How a run ended.
#[derive(Debug, Default)]
pub struct Ended {
    pub time: Duration,
    pub requests: usize,
    pub peak_mib: usize,
    /// Why it did not do its work.
    pub failure: Option<String>,
}

/// Runs a command to its end, or to the end of its time. Exit codes other than those of `fine` are failures.
pub fn run(mut command: Command, fine: &[i32]) -> Ended {
    let output = tempfile::NamedTempFile::new().expect("a file for what it says");
    let writer = || Stdio::from(output.reopen().expect("the file for what it says"));
    command.stdin(Stdio::null()).stdout(writer()).stderr(writer());
    let started = Instant::now();
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ended { failure: Some(error.to_string()), ..Ended::default() },
    };
    let mut ended = Ended::default();
    loop {
        if let Some(status) = child.try_wait().expect("whether it has ended") {
            ended.time = started.elapsed();
            if !status.code().is_some_and(|code| fine.contains(&code)) {
                let said = fs::read_to_string(output.path()).unwrap_or_default();
                let words = said
                    .lines()
                    .find(|line| line.contains("Error") || line.contains("ERROR"))
                    .unwrap_or("no word of it");
                ended.failure = Some(format!("{status}: {}", words.chars().take(160).collect::<String>()));
            }
            return ended;
        }
        ended.peak_mib = ended.peak_mib.max(memory(child.id()) / 1024);
        if started.elapsed() > LIMIT {
            end(&mut child);
            ended.time = started.elapsed();
            ended.failure = Some("not done in its time".to_owned());
            return ended;
        }
        std::thread::sleep(LOOK);
    }
}

fn end(child: &mut Child) {
    for process in below(child.id()) {
        let _ = Command::new("kill").arg(process.to_string()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// The resident memory of a process and of all below it, in KiB.
fn memory(process: u32) -> usize {
    let own = |id: u32| -> Option<usize> {
        let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.trim().trim_end_matches(" kB").parse().ok()
    };
    below(process).into_iter().chain([process]).filter_map(own).sum()
}

/// All processes below one, whatever their depth.
fn below(process: u32) -> Vec<u32> {
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
    found.split_off(1)
}
