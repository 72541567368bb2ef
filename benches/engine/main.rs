//! Measures the pure core on 100,000 objects in memory: `cargo bench --bench engine`, or with another number of objects.
//!
//! No file, no server: a desired document and a live one are made, then settled, compared, and brought into order.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use realmform_engine::build::build;
use realmform_engine::settle::settle;
use realmform_kinds::marks::{self, kinds_owned};
use realmform_kinds::names;
use realmform_model::ownership::{Mode, Ownership, OwnershipRule};
use realmform_model::{Address, Body, Declared, Desired, Live, Move, Object, Path, Secrets, Side, Span};

/// Runs of each case.
const RUNS: usize = 5;

fn main() {
    let number = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let desired = desired(number);
    println!("{} objects; the median of {RUNS} runs, in milliseconds", desired.objects.len());
    println!("| case | settle | diff and plan | steps |\n| :-- | --: | --: | --: |");
    let live = live(&desired);
    case("nothing to do", &desired, &live);
    let mut changed = live.clone();
    for object in changed.objects.values_mut().step_by(100) {
        object.body.insert("description".to_owned(), json!("by hand"));
    }
    case("1 of 100 changed", &desired, &changed);
    let nothing = Live { realm: "bench".to_owned(), absent: [Side::Realm].into(), ..Live::default() };
    case("from empty", &desired, &nothing);
    let pattern = |kind, within: Option<&str>, from: &str, to: &str| Move {
        kind,
        within: within.map(str::to_owned),
        from: from.to_owned(),
        to: to.to_owned(),
        reason: None,
        span: Span::default(),
    };
    let mut renaming = desired.clone();
    renaming.moves = vec![
        pattern(names::REALM_ROLE, None, "old-*", "role-*"),
        pattern(names::CLIENT_ROLE, Some("client-1"), "was-*", "action-*"),
    ];
    case("nothing to do, with history", &renaming, &live);
    let mut fewer = desired.clone();
    let rule = || OwnershipRule { mode: Mode::Managed, ..OwnershipRule::default() };
    let rules = kinds_owned().map(|kind| (kind, rule())).collect();
    fewer.ownership = Ownership { project: Some("bench".to_owned()), rules, ..Ownership::default() };
    let mut marked = live.clone();
    for (address, object) in &mut marked.objects {
        if let Some((path, value)) = marks::mark(&fewer.ownership, address) {
            path.set(&mut object.body, Some(value));
        }
    }
    fewer.objects.retain(|address, _| address.kind != names::GROUP);
    case("all groups deleted", &fewer, &marked);
}

fn case(what: &str, desired: &Desired, live: &Live) {
    let mut runs: Vec<(Duration, Duration, usize)> = (0..RUNS)
        .map(|_| {
            let live = live.clone();
            let started = Instant::now();
            let settled = settle(live, desired);
            let settling = started.elapsed();
            let started = Instant::now();
            let plan = build("bench", desired, &settled, &Secrets::new());
            (settling, started.elapsed(), plan.steps.len())
        })
        .collect();
    runs.sort();
    let (settling, planning, steps) = runs[RUNS / 2];
    println!("| {what} | {} | {} | {steps} |", settling.as_millis(), planning.as_millis());
}

/// A tenth clients, half client roles, two tenths realm roles that contain others, two tenths groups that hold roles.
fn desired(number: usize) -> Desired {
    let (clients, groups) = (number / 10, number / 5);
    let client = |index: usize| format!("client-{}", index % clients);
    let mut desired = Desired::default();
    let mut declare = |address: Address, body: Value| {
        let body = body.as_object().cloned().unwrap_or_default();
        desired.objects.insert(address, Declared { body, ..Declared::default() });
    };
    for index in 0..clients {
        let uris = [format!("https://{index}.example.com/*"), format!("https://{index}.example.org/*")];
        declare(
            names::client(client(index)),
            json!({"name": format!("Client {index}"), "publicClient": true, "redirectUris": uris, "description": "a client",
                "attributes": {"pkce.code.challenge.method": "S256"}}),
        );
    }
    for index in 0..number / 2 {
        let role = names::client_role(client(index), format!("action-{}", index / clients));
        declare(role, json!({"description": "May do something"}));
    }
    for index in 0..number / 5 {
        let inside = json!({"client": {client(index): ["action-0", "action-1"]}});
        declare(names::realm_role(format!("role-{index}")), json!({"description": "A role", "composites": inside}));
    }
    for index in 0..groups {
        let path = if index % 2 == 0 { format!("/group-{index}") } else { format!("/group-{}/inner", index - 1) };
        let body = json!({"realmRoles": [format!("role-{index}")], "clientRoles": {client(index): ["action-2"]}});
        declare(names::group(&path).unwrap(), body);
    }
    desired
}

/// The same, as it lives when all of it was applied.
fn live(desired: &Desired) -> Live {
    let objects = desired.objects.iter().enumerate().map(|(index, (address, declared))| {
        let mut body: Body = declared.body.clone();
        Path::of(&["enabled"]).set(&mut body, Some(true.into()));
        (address.clone(), Object { body, id: Some(format!("{index:032}")), ..Object::default() })
    });
    Live { realm: "bench".to_owned(), objects: objects.collect(), ..Live::default() }
}
