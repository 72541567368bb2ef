//! Measures lint on big exports, beside a bare parse of the same bytes: `cargo bench --bench lint -- 1000 20000` (the
//! numbers of clients; those two without any). kcwarden is measured on the same files where it is on the path.
//!
//! The program runs as a user runs it, as a process of its own: its time has reading the file, all rules and writing the
//! findings in it; the bare parse has reading the file and parsing it into a `serde_json::Value`. Its memory is the peak of
//! the process; beside it stands what of that the file costs, which is what an export of an empty realm does not need.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

mod generator;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 7;

fn main() {
    // `--write FILE` keeps the last export, for a look at it or for a profiler.
    let kept = std::env::args().skip_while(|argument| argument != "--write").nth(1);
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 20_000] } else { asked };
    let folder = tempfile::tempdir().expect("a folder for the exports");
    println!(
        "{:>7} {:<8} {:>8} {:>10} {:>10} {:>7} {:>9} {:>7} {:>9} {:>9} {:>11}",
        "clients",
        "layout",
        "MB",
        "parse s",
        "lint s",
        "÷ parse",
        "peak MB",
        "÷ file",
        "its ÷",
        "findings",
        "kcwarden s"
    );
    let empty = folder.path().join("empty.json");
    std::fs::write(&empty, r#"{"realm": "empty"}"#).expect("a file");
    let empty = lint(&empty).1;
    for clients in sizes {
        for layout in ["pretty", "one line"] {
            let export = generator::export(clients);
            let text = match layout {
                "pretty" => serde_json::to_vec_pretty(&export),
                _ => serde_json::to_vec(&export),
            };
            let path = folder.path().join("realm.json");
            std::fs::write(&path, text.expect("an export")).expect("a file");
            measure(clients, layout, &path, empty);
            if let Some(kept) = &kept {
                std::fs::copy(&path, kept).expect("the export is kept");
            }
        }
    }
    println!("peak MB for an empty realm: {empty:.1}");
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine over 1, 5 and 15 minutes, and its processes: {}", load.trim());
}

fn measure(clients: usize, layout: &str, path: &Path, empty: f64) {
    let megabytes = std::fs::metadata(path).expect("the file").len() as f64 / 1e6;
    let (mut parses, mut lints) = (Vec::new(), Vec::new());
    let (mut peak, mut findings) = (0.0, 0);
    // In turn, so that both see the same machine.
    for _ in 0..RUNS {
        parses.push(parse(path));
        let run = lint(path);
        lints.push(run.0);
        (peak, findings) = (run.1, run.2);
    }
    let (parse, lint) = (median(parses).as_secs_f64(), median(lints).as_secs_f64());
    let peer = kcwarden(path);
    println!(
        "{clients:>7} {layout:<8} {megabytes:>8.1} {parse:>10.3} {lint:>10.3} {:>7.2} {peak:>9.1} {:>7.2} {:>9.2} {findings:>9} {peer:>11}",
        lint / parse,
        peak / megabytes,
        (peak - empty) / megabytes,
    );
}

/// Reading the file and parsing it, the tree's end included.
fn parse(path: &Path) -> Duration {
    let started = Instant::now();
    let bytes = std::fs::read(path).expect("the file");
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("an export");
    assert!(value.is_object());
    drop(value);
    started.elapsed()
}

/// Time, peak memory in MB, and how many findings.
fn lint(path: &Path) -> (Duration, f64, usize) {
    let started = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_realmform"))
        .current_dir(path.parent().expect("a folder"))
        .args(["lint", "--format", "json", "--stats", "--fail-level", "error"])
        .arg(path)
        .output()
        .expect("the program runs");
    let time = started.elapsed();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(matches!(output.status.code(), Some(0 | 4)), "{told}");
    let stats = told.lines().find_map(|line| line.split("peak memory ").nth(1)).expect("a line of stats");
    let mebibytes: f64 = stats.split(' ').next().and_then(|number| number.parse().ok()).expect("MiB");
    let findings: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    (time, mebibytes * 1.048_576, findings["findings"].as_array().map_or(0, Vec::len))
}

/// Its time; where there is none, why. A run that ends in an error is none.
fn kcwarden(path: &Path) -> String {
    let started = Instant::now();
    let mut command = Command::new("kcwarden");
    command.args(["audit", "-f", "json"]).arg(path).stderr(Stdio::null());
    let Ok(output) = command.output() else { return "not there".to_owned() };
    let time = started.elapsed();
    let told = serde_json::from_slice::<serde_json::Value>(&output.stdout);
    match told.is_ok_and(|told| told.is_array()) && output.status.success() {
        true => format!("{:.2}", time.as_secs_f64()),
        false => "fails".to_owned(),
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
