//! Measures realmform beside other tools on the same realm of a real Keycloak: `cargo bench --bench peers -- S M`.
//!
//! The others are used where they are there: keycloak-config-cli, a jar that KEYCLOAK_CONFIG_CLI names, and Terraform, the
//! `terraform` on the path with the Keycloak provider that TERRAFORM_PROVIDER_KEYCLOAK names. Each run is a process of its
//! own, reaches Keycloak through the same proxy, which counts the requests, and has seven minutes. Each tool makes its realm
//! itself; what realmform still sees to do in it is told above the table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, clippy::print_stderr)]

#[path = "../../tests/support/mod.rs"]
mod support;

mod config_cli;
mod counter;
#[path = "../realms/generator.rs"]
mod generator;
mod ours;
mod process;
mod terraform;

use std::time::Duration;

use counter::Counter;
use generator::{SIZES, Size};
use process::{Ended, Failure};
use support::{Keycloak, Project, keycloak};

/// Runs of what is quick; what took longer than `LONG` is run once.
const RUNS: usize = 3;
const LONG: Duration = Duration::from_secs(30);

/// What a tool is measured at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The realm is made, and all that is in it.
    FromEmpty,
    /// All is as it should be, which is seen by looking.
    NothingToDo,
    /// The same, which is believed of what the tool remembers of its last run.
    Remembered,
    /// One field of one client is different.
    OneField,
}

const WORKS: [(Work, &str); 4] = [
    (Work::FromEmpty, "from empty"),
    (Work::NothingToDo, "nothing to do"),
    (Work::Remembered, "nothing to do, by its memory"),
    (Work::OneField, "one field changed"),
];

/// A tool with the realm that it is to bring about.
pub trait Peer {
    /// As the table shows it.
    fn name(&self) -> &'static str;

    /// Whether it does such a thing at all.
    fn does(&self, _work: Work) -> bool {
        true
    }

    /// The realm that it works on.
    fn realm(&self) -> &str;

    /// What is before each run and is not measured: files are written, the realm goes where it is to be made.
    fn prepare(&mut self, work: Work, run: usize);

    /// The run, through the server at `url`.
    fn run(&mut self, work: Work, url: &str) -> Ended;
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let asked = if named.is_empty() { vec!["S".to_owned()] } else { named };
    let unknown: Vec<&String> = asked.iter().filter(|name| SIZES.iter().all(|size| size.name != *name)).collect();
    assert!(unknown.is_empty(), "no such size: {unknown:?}; there are S, M and L");
    let provider = found("Terraform", terraform::provider());
    let jar = found("keycloak-config-cli", config_cli::jar());
    let mut rows = Vec::new();
    for size in SIZES.into_iter().filter(|size| asked.iter().any(|name| name == size.name)) {
        let mut peers: Vec<Box<dyn Peer>> = vec![Box::new(ours::Ours::new(keycloak(), size))];
        if let Some(provider) = &provider {
            peers.push(Box::new(terraform::Terraform::new(keycloak(), size, provider)));
        }
        if let Some(jar) = &jar {
            peers.push(Box::new(config_cli::ConfigCli::new(keycloak(), size, jar)));
        }
        rows.extend(measure(keycloak(), size, peers));
    }
    println!(
        "| size | work | tool | median time | requests | peak MiB | as ours |\n| :-- | :-- | :-- | --: | --: | --: | --: |"
    );
    rows.iter().for_each(|row| println!("{row}"));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine over 1, 5 and 15 minutes, and its processes: {}", load.trim());
}

/// What is there; what is not is told.
fn found<T>(tool: &str, looked_for: Result<T, String>) -> Option<T> {
    looked_for.inspect_err(|why| println!("{tool} is left out: {why}")).ok()
}

fn measure(keycloak: &'static Keycloak, size: Size, mut peers: Vec<Box<dyn Peer>>) -> Vec<String> {
    let counter = Counter::before(keycloak);
    // A Java server compiles its code as it runs: the first realm of a size is nobody's.
    let mut first = ours::Ours::new(keycloak, size);
    first.prepare(Work::FromEmpty, 0);
    first.run(Work::FromEmpty, &counter.base_url);
    let mut rows = Vec::new();
    let mut has_ended = vec![false; peers.len()];
    // What realmform does by looking is what a tool's memory is measured by, too.
    let mut own = None;
    for (work, shown) in WORKS {
        let mut runs: Vec<Vec<Ended>> = peers.iter().map(|_| Vec::new()).collect();
        // In turns, so that what drifts in the machine falls on all.
        for run in 0..RUNS {
            for (index, peer) in peers.iter_mut().enumerate() {
                let is_done = runs[index].last().is_some_and(|it: &Ended| it.time > LONG || it.failure.is_some());
                if has_ended[index] || is_done || !peer.does(work) {
                    continue;
                }
                peer.prepare(work, run);
                counter.reset();
                let mut ran = peer.run(work, &counter.base_url);
                ran.requests = counter.requests();
                let (seconds, requests) = (ran.time.as_secs_f64(), ran.requests);
                eprintln!("{} {shown}, {}: {seconds:.1} s, {requests} requests", size.name, peer.name());
                runs[index].push(ran);
            }
        }
        if let Some(middle) = median(&runs[0]).filter(|it| it.failure.is_none()) {
            own = Some(middle.time);
        }
        for (index, peer) in peers.iter().enumerate().filter(|(_, peer)| peer.does(work)) {
            let Some(middle) = median(&runs[index]) else {
                rows.push(format!("| {} | {shown} | {} | – | – | – | – |", size.name, peer.name()));
                continue;
            };
            let row = row(size, shown, peer.name(), middle, own);
            // A long run that is ended early has told what it knew.
            eprintln!("{row}");
            rows.push(row);
            // What does not get there has no realm to go on with.
            has_ended[index] |= runs[index].iter().any(|it| it.failure.is_some());
            if !has_ended[index] {
                let changed_by = (work == Work::OneField).then(|| runs[index].len() - 1);
                match work {
                    Work::FromEmpty | Work::OneField => {
                        let left = left_to_do(keycloak, size, peer.realm(), changed_by);
                        println!("{} {shown}, what is left to do after {}: {left}", size.name, peer.name());
                    }
                    Work::NothingToDo | Work::Remembered => {}
                }
            }
        }
    }
    rows
}

/// How far the realm that a tool made is from the declared one, with the field that its last run was to change.
fn left_to_do(keycloak: &Keycloak, size: Size, realm: &str, changed_by: Option<usize>) -> String {
    let project = Project::new();
    generator::files(size).into_iter().for_each(|(path, text)| _ = project.file(path, &text));
    if let Some(run) = changed_by {
        generator::change_one_attribute(&project, size, run);
    }
    project.live(keycloak, realm);
    let output = project.run(&["plan", "--target", "live"]);
    output.stdout.lines().last().unwrap_or("the plan says nothing").to_owned()
}

/// The run in the middle; one that failed, where there is one, tells more than its time.
fn median(runs: &[Ended]) -> Option<&Ended> {
    let mut sorted: Vec<&Ended> = runs.iter().collect();
    sorted.sort_by_key(|run| run.time);
    let failed = runs.iter().find(|run| run.failure.is_some());
    failed.or_else(|| sorted.get(sorted.len() / 2).copied())
}

fn row(size: Size, work: &str, tool: &str, ended: &Ended, own: Option<Duration>) -> String {
    let seconds = ended.time.as_secs_f64();
    let ratio = own.map_or_else(|| "–".to_owned(), |own| format!("{:.1} ×", seconds / own.as_secs_f64()));
    let (time, ratio) = match &ended.failure {
        None => (format!("{seconds:.2} s"), ratio),
        Some(Failure::OutOfTime) => (format!("> {seconds:.0} s"), format!("> {ratio}")),
        Some(Failure::Said(words)) => (format!("fails: {words}"), "–".to_owned()),
    };
    format!("| {} | {work} | {tool} | {time} | {} | {} | {ratio} |", size.name, ended.requests, ended.peak_mib)
}
