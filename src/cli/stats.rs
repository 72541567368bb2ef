//! `--stats`: what a run cost, part by part, in time, requests and memory.

use std::time::Instant;

use super::tell;

/// Whether to tell it.
#[derive(Debug, clap::Args)]
pub struct StatsArgs {
    /// Tell on standard error how long each part took, how many requests it sent, and the peak of memory
    #[arg(long)]
    stats: bool,
}

/// Counts from here on.
#[derive(Debug)]
pub struct Stats {
    asked: bool,
    since: Instant,
    requests: usize,
    parts: Vec<String>,
}

impl StatsArgs {
    pub fn start(&self) -> Stats {
        Stats { asked: self.stats, since: Instant::now(), requests: 0, parts: Vec::new() }
    }
}

impl Stats {
    /// A part has ended; `requests` were sent since the run began, `None` where there is no server.
    pub fn part(&mut self, name: &str, requests: Option<usize>) {
        let seconds = self.since.elapsed().as_secs_f64();
        let sent = requests.map_or_else(String::new, |all| format!(", {} requests", all.saturating_sub(self.requests)));
        self.parts.push(format!("{name} {seconds:.2} s{sent}"));
        self.since = Instant::now();
        self.requests = requests.unwrap_or_default();
    }

    /// One line, such as `stats: plan 0.42 s, 497 requests; show 0.00 s, 0 requests; peak memory 31 MiB`.
    pub fn tell(mut self) {
        if self.asked {
            self.parts.extend(peak_memory().map(|kibibytes| format!("peak memory {} MiB", kibibytes.div_ceil(1024))));
            tell(&format!("stats: {}\n", self.parts.join("; ")));
        }
    }
}

/// The most memory that this process held, in KiB, where the system tells it.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
