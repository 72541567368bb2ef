//! Measures realmform beside other tools on the same realm of a real Keycloak: `cargo bench --bench peers -- S M`.
//!
//! The others are used where they are there: keycloak-config-cli, a jar that KEYCLOAK_CONFIG_CLI names, and Terraform, the
//! `terraform` on the path with the Keycloak provider that TERRAFORM_PROVIDER_KEYCLOAK names. Each run is a process of its
//! own, reaches Keycloak through the same proxy, which counts the requests, and has seven minutes.
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
use process::Ended;
use support::{Keycloak, Project, keycloak};

/// Runs of what is quick; what took longer than `LONG` is run once.
const RUNS: usize = 3;
const LONG: Duration = Duration::from_secs(30);

/// What a tool is measured at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The realm is made, and all that is in it.
    FromEmpty,
    /// All is as it should be.
    NothingToDo,
    /// One field of one client is different.
    OneField,
}

const WORKS: [(Work, &str); 3] =
    [(Work::FromEmpty, "from empty"), (Work::NothingToDo, "nothing to do"), (Work::OneField, "one field changed")];

/// A tool with the realm that it is to bring about.
pub trait Peer {
    fn name(&self) -> &'static str;

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
    let mut rows = Vec::new();
    for size in SIZES.into_iter().filter(|size| asked.iter().any(|name| name == size.name)) {
        rows.extend(measure(keycloak(), size));
    }
    println!(
        "| size | work | tool | seconds | requests | peak MiB | as ours |\n| :-- | :-- | :-- | --: | --: | --: | --: |"
    );
    rows.iter().for_each(|row| println!("{row}"));
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("load of the machine over 1, 5 and 15 minutes, and its processes: {}", load.trim());
}

fn measure(keycloak: &'static Keycloak, size: Size) -> Vec<String> {
    let counter = Counter::before(keycloak);
    // A Java server compiles its code as it runs: the first realm of a size is nobody's.
    let mut first = ours::Ours::new(keycloak, size);
    first.prepare(Work::FromEmpty, 0);
    first.run(Work::FromEmpty, &counter.base_url);
    let mut peers: Vec<Box<dyn Peer>> = vec![Box::new(ours::Ours::new(keycloak, size))];
    match terraform::Terraform::new(keycloak, size) {
        Ok(terraform) => peers.push(Box::new(terraform)),
        Err(why) => println!("Terraform is left out: {why}"),
    }
    match config_cli::ConfigCli::new(keycloak, size) {
        Ok(config_cli) => peers.push(Box::new(config_cli)),
        Err(why) => println!("keycloak-config-cli is left out: {why}"),
    }
    let mut rows = Vec::new();
    let mut ended: Vec<bool> = vec![false; peers.len()];
    for (work, shown) in WORKS {
        let mut runs: Vec<Vec<Ended>> = peers.iter().map(|_| Vec::new()).collect();
        // In turns, so that what drifts in the machine falls on all.
        for run in 0..RUNS {
            for (index, peer) in peers.iter_mut().enumerate() {
                let is_long = runs[index].last().is_some_and(|it: &Ended| it.time > LONG || it.failure.is_some());
                if ended[index] || is_long {
                    continue;
                }
                peer.prepare(work, run);
                counter.reset();
                let mut ran = peer.run(work, &counter.base_url);
                ran.requests = counter.requests();
                eprintln!(
                    "{} {shown}, {}: {:.1} s, {} requests",
                    size.name,
                    peer.name(),
                    ran.time.as_secs_f64(),
                    ran.requests
                );
                runs[index].push(ran);
            }
        }
        let own = median(&runs[0]).map(|it| it.time);
        for (index, peer) in peers.iter().enumerate() {
            let Some(middle) = median(&runs[index]) else {
                rows.push(format!("| {} | {shown} | {} | – | – | – | – |", size.name, peer.name()));
                continue;
            };
            // What does not get there in its time has no realm to go on with.
            ended[index] |= middle.failure.is_some();
            rows.push(row(size, shown, peer.name(), middle, own));
            if work == Work::FromEmpty && !ended[index] {
                println!("{}", likeness(keycloak, size, &**peer));
            }
        }
    }
    rows
}

/// How far the realm that a tool made is from the declared one.
fn likeness(keycloak: &Keycloak, size: Size, peer: &dyn Peer) -> String {
    let project = Project::new();
    generator::files(size).into_iter().for_each(|(path, text)| _ = project.file(path, &text));
    project.live(keycloak, peer.realm());
    let output = project.run(&["plan", "--target", "live"]);
    let summary = output.stdout.lines().last().unwrap_or_default();
    format!("{}: the realm that {} made: {summary}", size.name, peer.name())
}

fn median(runs: &[Ended]) -> Option<&Ended> {
    let mut sorted: Vec<&Ended> = runs.iter().collect();
    sorted.sort_by_key(|run| run.time);
    sorted.get(sorted.len() / 2).copied()
}

fn row(size: Size, work: &str, tool: &str, ended: &Ended, own: Option<Duration>) -> String {
    let seconds = ended.time.as_secs_f64();
    let shown = match &ended.failure {
        Some(failure) => format!("> {seconds:.0}: {failure}"),
        None => format!("{seconds:.2}"),
    };
    let ratio = own.map_or(1.0, |own| seconds / own.as_secs_f64());
    format!("| {} | {work} | {tool} | {shown} | {} | {} | {ratio:.1} × |", size.name, ended.requests, ended.peak_mib)
}
