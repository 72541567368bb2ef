//! What was measured, as one aligned table.

use std::time::Duration;

/// One thing that was measured, some times over.
pub(crate) struct Row {
    pub size: &'static str,
    pub what: &'static str,
    pub times: Vec<Duration>,
    /// Of one run; all runs send the same.
    pub requests: usize,
    /// Peak memory in MiB; none of the floor.
    pub memory: Option<usize>,
    /// What the time is measured by.
    pub floor: Option<Duration>,
    /// The parts of the run, as the program tells them.
    pub note: String,
}

/// The middle of the times.
pub(crate) fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2]
}

pub(crate) fn print(rows: &[Row]) {
    println!(
        "{:<4} {:<34} {:>8} {:>15} {:>8} {:>7} {:>7}  parts of one run",
        "size", "what", "median s", "all runs s", "requests", "MiB", "÷ floor"
    );
    for row in rows {
        let (least, most) = (row.times.iter().min(), row.times.iter().max());
        let seconds = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f64);
        let middle = median(&row.times);
        println!(
            "{:<4} {:<34} {:>8.2} {:>15} {:>8} {:>7} {:>7}  {}",
            row.size,
            row.what,
            middle.as_secs_f64(),
            format!("{:.2}–{:.2}", seconds(least), seconds(most)),
            row.requests,
            row.memory.map_or_else(|| "-".to_owned(), |memory| memory.to_string()),
            row.floor
                .map_or_else(|| "-".to_owned(), |floor| format!("{:.2}", middle.as_secs_f64() / floor.as_secs_f64())),
            row.note
        );
    }
}
