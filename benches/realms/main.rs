//! Measures plan and apply on a real Keycloak: `cargo bench --bench realms -- S M L` (without sizes: S and M). With
//! `--delay MILLISECONDS` only from empty, with and without that delay on each request's way; with `--write FOLDER` it
//! only writes the projects.
//!
//! The program runs as a user runs it, as a process of its own. Each time is of the whole process; requests and
//! memory are what its `--stats` tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod bare;
mod floor;
mod generator;
mod table;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use bare::Bare;
use floor::Recorder;
use generator::{SIZES, Size};
use support::{Keycloak, Pass, Pipe, Project, keycloak};
use table::{Row, median};

/// Runs of what leaves the realm as it was: more where they are short, and one disturbance is much of them.
fn runs(size: Size) -> usize {
    if size.name == "L" { 5 } else { 11 }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut named, mut folder, mut delay) = (Vec::new(), None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => folder = Some(PathBuf::from(arguments.next().expect("--write takes a folder"))),
            "--delay" => {
                let number = arguments.next().and_then(|number| number.parse().ok());
                delay = Some(Duration::from_millis(number.expect("--delay takes a number of milliseconds")));
            }
            // Cargo's own.
            "--bench" => {}
            _ => named.push(argument),
        }
    }
    let asked = if named.is_empty() { vec!["S".to_owned(), "M".to_owned()] } else { named };
    let unknown: Vec<&String> = asked.iter().filter(|name| SIZES.iter().all(|size| size.name != *name)).collect();
    assert!(unknown.is_empty(), "no such size: {unknown:?}; there are S, M and L");
    let sizes = SIZES.into_iter().filter(|size| asked.iter().any(|name| name == size.name));
    if let Some(folder) = folder {
        return sizes.for_each(|size| write(&folder.join(size.name), size));
    }
    let mut rows = Vec::new();
    for size in sizes {
        eprintln!("measuring {size:?}");
        rows.extend(match delay {
            Some(delay) => from_afar(keycloak(), size, delay),
            None => measure(keycloak(), size),
        });
    }
    table::print(&rows);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine over 1, 5 and 15 minutes, and its processes: {}", load.trim());
}

/// For a look at a project, and for measuring other tools on the same one.
fn write(folder: &Path, size: Size) {
    for (path, text) in generator::files(size) {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("the project's folders");
        std::fs::write(path, text).expect("a file of the project");
    }
}

fn middle(runs: &[Run]) -> Duration {
    median(&runs.iter().map(|run| run.time).collect::<Vec<_>>())
}

fn measure(keycloak: &Keycloak, size: Size) -> Vec<Row> {
    let project = Project::new();
    for (path, text) in generator::files(size) {
        project.file(path, &text);
    }
    let mut rows = Vec::new();
    let mut row = |what, runs: Vec<Run>, floor| rows.push(Row::of(size, what, runs, floor));

    let (mut plans, mut applies, mut floors, mut realm) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    for _ in 0..if size.name == "L" { 3 } else { 4 } {
        floors.push(bare(keycloak, &project));
        if !realm.is_empty() {
            keycloak.admin().delete(&format!("/{realm}")).ok();
        }
        realm = keycloak.fresh_realm("measured");
        keycloak.import_realm(&json!({"realm": realm, "enabled": true}));
        project.live(keycloak, &realm);
        plans.push(run(&project, &["plan", "--detailed-exitcode"], 2));
        applies.push(run(&project, &["apply", "--yes"], 0));
    }
    row("plan from empty", plans, None);
    // A Java server compiles its code as it runs: what it does for the first time is told apart.
    let (warmed_up, floors) = (applies.split_off(1), floors.split_off(1));
    let floor = middle(&floors);
    row("apply from empty, first of its size", applies, None);
    row("apply from empty, proof included", warmed_up, Some(floor));
    row("  floor: its requests alone", floors, Some(floor));

    let paths = record(&project, keycloak, &realm, 0);
    let plan = || run(&project, &["plan", "--detailed-exitcode"], 0);
    let bare = || Run { time: floor::measure(keycloak, &paths), requests: paths.len() + 1, ..Run::default() };
    // In turns, so that what drifts in the machine falls on both.
    let (plans, floors): (Vec<Run>, Vec<Run>) = (0..runs(size)).map(|_| (plan(), bare())).unzip();
    let floor = middle(&floors);
    row("plan, nothing to do, warm", plans, Some(floor));
    row("  floor: its requests alone", floors, Some(floor));
    let in_turns = (0..runs(size)).map(|_| (cool(keycloak, &realm, plan), cool(keycloak, &realm, bare)));
    let (plans, floors): (Vec<Run>, Vec<Run>) = in_turns.unzip();
    let floor = middle(&floors);
    row("plan, nothing to do, cold", plans, Some(floor));
    row("  floor: its requests alone", floors, Some(floor));

    let (mut plans, mut applies, mut floors) = (Vec::new(), Vec::new(), Vec::new());
    for index in 0..runs(size) {
        generator::change_one_attribute(&project, size, index);
        plans.push(run(&project, &["plan", "--detailed-exitcode"], 2));
        let mut floor = Bare::new(keycloak, &realm);
        floor.read(&paths);
        floor.change_one();
        floors.push(Run { time: floor.time, requests: floor.requests, ..Run::default() });
        applies.push(run(&project, &["apply", "--yes"], 0));
    }
    let floor = middle(&floors);
    row("plan, one field changed", plans, None);
    row("apply, one field changed, proof included", applies, Some(floor));
    row("  floor: the read and one PUT", floors, Some(floor));
    rows
}

/// What an apply from empty sends, bare: what it reads, what it writes, and the reading that proves it.
fn bare(keycloak: &Keycloak, project: &Project) -> Run {
    let realm = keycloak.fresh_realm("bare");
    keycloak.import_realm(&json!({"realm": realm, "enabled": true}));
    project.live(keycloak, &realm);
    let before = record(project, keycloak, &realm, 2);
    let output = project.run(&["plan", "--target", "live", "--format", "json"]);
    let plan = serde_json::from_str(&output.stdout).expect("the plan as JSON");
    let mut floor = Bare::new(keycloak, &realm);
    floor.read(&before);
    floor.carry_out(&plan);
    // Recorded on this realm, whose caches are emptied then: what was just written is in none.
    let after = record(project, keycloak, &realm, 0);
    clear(keycloak, &realm);
    floor.read(&after);
    keycloak.admin().delete(&format!("/{realm}")).ok();
    Run { time: floor.time, requests: floor.requests, ..Run::default() }
}

/// From empty, near and behind a network with a delay, in turns; the first of each is not counted, as the server warms up.
fn from_afar(keycloak: &Keycloak, size: Size, delay: Duration) -> Vec<Row> {
    let server = keycloak.base_url().trim_start_matches("http://").to_owned();
    let pipe = Pipe::before(&server, move |_, is_first_of_request| {
        if is_first_of_request {
            std::thread::sleep(delay);
        }
        Pass::On
    });
    let project = Project::new();
    for (path, text) in generator::files(size) {
        project.file(path, &text);
    }
    let apply = |is_far: bool| {
        let realm = keycloak.fresh_realm("measured");
        project.live(keycloak, &realm);
        if is_far {
            let url = format!("http://127.0.0.1:{}/admin/realms/{realm}", pipe.port());
            project.env("KEYCLOAK_ADMIN_URL", &url);
        }
        let applied = run(&project, &["apply", "--yes"], 0);
        keycloak.admin().delete(&format!("/{realm}")).ok();
        applied
    };
    let (mut near, mut far): (Vec<Run>, Vec<Run>) = (0..4).map(|_| (apply(false), apply(true))).unzip();
    near.remove(0);
    far.remove(0);
    let floor = median(&near.iter().map(|run| run.time).collect::<Vec<_>>());
    let near = Row::of(size, "apply from empty, undelayed", near, Some(floor));
    vec![near, Row::of(size, "apply from empty, each request late", far, Some(floor))]
}

/// What one run cost.
#[derive(Default)]
struct Run {
    time: Duration,
    requests: usize,
    memory: Option<usize>,
    note: String,
}

fn run(project: &Project, arguments: &[&str], status: i32) -> Run {
    let arguments = [arguments, &["--target", "live", "--stats"]].concat();
    let mut command = project.command(project.path(), &arguments);
    // The tests keep a log of everything, which is not to be measured.
    command.env_remove("REALMFORM_LOG_FILE");
    let started = Instant::now();
    let output = command.output().expect("realmform run");
    let time = started.elapsed();
    let output = project.ended(&arguments, output);
    let end = |text: &str| {
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    };
    let (said, told) = (end(&output.stdout), end(&output.stderr));
    assert_eq!(output.status, status, "{arguments:?} ended with\n{said}\nand\n{told}");
    let stats = output.stderr.lines().find_map(|line| line.strip_prefix("stats: ")).expect("a line of stats");
    let before = |unit: &str| -> Vec<usize> {
        let words: Vec<&str> = stats.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
        words.windows(2).filter(|pair| pair[1] == unit).filter_map(|pair| pair[0].parse().ok()).collect()
    };
    let parts = stats.rsplit_once("; peak memory").map_or(stats, |(parts, _)| parts);
    Run {
        time,
        requests: before("requests").iter().sum(),
        memory: before("MiB").first().copied(),
        note: parts.to_owned(),
    }
}

/// The requests of a plan that ends with this exit code.
fn record(project: &Project, keycloak: &Keycloak, realm: &str, status: i32) -> Vec<String> {
    let recorder = Recorder::start(keycloak);
    project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{realm}", recorder.base_url));
    let recorded = run(project, &["plan", "--detailed-exitcode"], status);
    project.live(keycloak, realm);
    let paths = recorder.paths();
    assert_eq!(paths.len() + 1, recorded.requests, "the recorder hears all requests, and one is for the token");
    paths
}

/// Measures with the server's caches of the realm empty.
fn cool(keycloak: &Keycloak, realm: &str, measured: impl FnOnce() -> Run) -> Run {
    clear(keycloak, realm);
    measured()
}

fn clear(keycloak: &Keycloak, realm: &str) {
    for cache in ["realm", "user", "keys"] {
        keycloak.admin().post(&format!("/{realm}/clear-{cache}-cache"), &json!({})).ok();
    }
}

impl Row {
    fn of(size: Size, what: &'static str, runs: Vec<Run>, floor: Option<Duration>) -> Self {
        let last = runs.last().expect("a run");
        Self {
            size: size.name,
            what,
            requests: last.requests,
            memory: runs.iter().filter_map(|run| run.memory).max(),
            floor,
            note: last.note.clone(),
            times: runs.iter().map(|run| run.time).collect(),
        }
    }
}
