//! `--stats`: what a run cost, part by part, in time, requests and memory.

use std::fmt;
use std::time::Instant;

use serde::Serialize;

use super::console::tell;
use realmform_model::words::counted;

/// Whether to tell it.
#[derive(Debug, clap::Args)]
pub(super) struct StatsArgs {
    /// Print the time and requests of each part, and the peak memory, to standard error
    #[arg(long)]
    stats: bool,
}

/// Counts from here on.
#[derive(Debug)]
pub(super) struct Stats {
    asked: bool,
    since: Instant,
    requests: usize,
    phases: Vec<Phase>,
}

/// One phase of a run.
#[derive(Debug, Serialize)]
pub(super) struct Phase {
    name: &'static str,
    seconds: f64,
    /// `None` where there is no server.
    requests: Option<usize>,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:.2} s", self.name, self.seconds)?;
        self.requests.map_or(Ok(()), |requests| write!(f, ", {}", counted(requests, "request")))
    }
}

impl StatsArgs {
    pub(super) fn start(&self) -> Stats {
        Stats { asked: self.stats, since: Instant::now(), requests: 0, phases: Vec::new() }
    }
}

impl Stats {
    /// A phase has ended; `requests` were sent since the run began, `None` where there is no server.
    pub(super) fn phase(&mut self, name: &'static str, requests: Option<usize>) {
        let seconds = self.since.elapsed().as_secs_f64();
        let sent = requests.map(|all| all.saturating_sub(self.requests));
        self.phases.push(Phase { name, seconds, requests: sent });
        self.since = Instant::now();
        self.requests = requests.unwrap_or_default();
    }

    /// The phases that have ended.
    pub(super) fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// One line, such as `stats: plan 0.42 s, 497 requests; show 0.00 s, 0 requests; peak memory 31 MiB`.
    pub(super) fn print_to_stderr(&self) {
        if self.asked {
            let mut phases: Vec<String> = self.phases.iter().map(ToString::to_string).collect();
            phases.extend(peak_memory_mib().map(|mebibytes| format!("peak memory {mebibytes} MiB")));
            tell(&format!("stats: {}\n", phases.join("; ")));
        }
    }
}

/// The most memory that this process held, in MiB, where the system tells it.
pub(super) fn peak_memory_mib() -> Option<u64> {
    peak_memory().map(|kibibytes| kibibytes.div_ceil(1024))
}

/// The most memory that this process held, in KiB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
