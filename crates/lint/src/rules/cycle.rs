//! Cycles: roles that contain themselves through others, lookups that are their own ancestors: `reference/cycle`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::{Address, Finding, Path, Severity};

/// Nothing contains itself.
pub(super) const RULE: Rule = Rule {
    code: "reference/cycle",
    severity: Severity::Error,
    title: "A role or lookup contains itself",
    why: "A cycle of composite roles gives everyone who has one of the roles all of them, so none of them limits \
          anything. Nobody who reads one of the roles sees it. A lookup that is its own ancestor can never be \
          inserted.",
    fix: "remove one of the links",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_composite-roles"],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "roles": {"realm": [
            {"name": "a", "composite": true, "composites": {"realm": ["b"]}},
            {"name": "b", "composite": true, "composites": {"realm": ["a"]}}]}}"#],
    good: &[r#"{"realm": "r", "roles": {"realm": [
            {"name": "a", "composite": true, "composites": {"realm": ["b"]}}, {"name": "b"}]}}"#],
};

/// From each object to those that it contains or descends from, with the place of each link.
type Graph<'a> = BTreeMap<&'a Address, BTreeMap<&'a Address, Path>>;

fn check(context: &Context, report: &mut Report) {
    let graph = graph(context);
    let mut told: BTreeSet<&Address> = BTreeSet::new();
    for start in remaining(&graph) {
        if told.contains(start) {
            continue;
        }
        if let Some(ring) = ring(&graph, start, &told) {
            report.add(finding(context, &graph, &ring));
            told.extend(ring);
        }
    }
}

fn graph<'c>(context: &'c Context) -> Graph<'c> {
    let is_client = |id: &str| context.is_known(&names::client(id));
    let mut graph = Graph::new();
    for (address, subject) in &context.objects {
        let of_roles = matches!(address.kind, names::REALM_ROLE | names::CLIENT_ROLE);
        if !of_roles && address.kind != names::LOOKUP {
            continue;
        }
        let mut targets = BTreeMap::new();
        for reference in subject.references(&is_client) {
            if let Some((target, _)) = context.objects.get_key_value(&reference.target)
                && target.kind != names::CLIENT
            {
                targets.entry(target).or_insert(reference.path);
            }
        }
        graph.insert(address, targets);
    }
    graph
}

/// What remains after removing objects with no outgoing and then no incoming links: cycles, and paths between cycles.
fn remaining<'a>(graph: &Graph<'a>) -> BTreeSet<&'a Address> {
    let mut left: BTreeSet<&Address> = graph.keys().copied().collect();
    let edges = || graph.iter().flat_map(|(from, targets)| targets.keys().map(|to| (*from, *to)));
    peel(&mut left, edges());
    peel(&mut left, edges().map(|(from, to)| (to, from)));
    left
}

/// Repeatedly removes objects without an edge to a remaining object.
fn peel<'a>(left: &mut BTreeSet<&'a Address>, edges: impl Iterator<Item = (&'a Address, &'a Address)>) {
    let mut out: BTreeMap<&Address, usize> = left.iter().map(|address| (*address, 0)).collect();
    let mut back: BTreeMap<&Address, Vec<&'a Address>> = BTreeMap::new();
    for (from, to) in edges.filter(|(from, to)| left.contains(from) && left.contains(to)) {
        *out.entry(from).or_default() += 1;
        back.entry(to).or_default().push(from);
    }
    let mut ends: Vec<&Address> = out.iter().filter(|(_, count)| **count == 0).map(|(address, _)| *address).collect();
    while let Some(end) = ends.pop() {
        left.remove(end);
        for from in back.get(end).into_iter().flatten() {
            if let Some(count) = out.get_mut(from) {
                *count -= 1;
                if *count == 0 {
                    ends.push(from);
                }
            }
        }
    }
}

/// The shortest path from `start` back to itself, avoiding what was already reported.
fn ring<'a>(graph: &Graph<'a>, start: &'a Address, told: &BTreeSet<&Address>) -> Option<Vec<&'a Address>> {
    let mut came_from: BTreeMap<&Address, &'a Address> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(here) = queue.pop_front() {
        for next in graph.get(here).into_iter().flat_map(BTreeMap::keys).copied() {
            if next == start {
                let mut ring = vec![here];
                let mut at = here;
                while let Some(before) = came_from.get(at) {
                    ring.push(before);
                    at = before;
                }
                ring.reverse();
                return Some(ring);
            }
            if !told.contains(next) && !came_from.contains_key(next) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

fn finding(context: &Context, graph: &Graph, ring: &[&Address]) -> Finding {
    let links = || ring.iter().zip(ring.iter().cycle().skip(1));
    let place = |from: &Address, to: &Address| {
        let path = graph.get(from).and_then(|targets| targets.get(to)).cloned().unwrap_or_default();
        context.place(from, &path)
    };
    let mut names: Vec<String> = ring.iter().map(|address| name(address)).collect();
    names.extend(names.first().cloned());
    let lookups = ring.iter().any(|address| address.kind == names::LOOKUP);
    let what = if lookups { "a lookup is its own ancestor" } else { "a role contains itself" };
    let lines = links().map(|(from, to)| {
        let place = place(from, to);
        let place = if place.is_known() { format!(" ({place})") } else { String::new() };
        format!("`{} → {}`{place}", name(from), name(to))
    });
    let help = format!("remove one of these: {}", lines.collect::<Vec<_>>().join(", "));
    let mut finding = Finding::error("reference/cycle", format!("{what}: {}", names.join(" → "))).help(help);
    let mut places = links().map(|(from, to)| place(from, to));
    if let Some(address) = ring.first() {
        finding = finding.on(address);
    }
    if let Some(first) = places.next() {
        finding = finding.at(&first);
    }
    if let Some(second) = places.next() {
        finding = finding.and_at("continues here", &second);
    }
    finding
}

/// The usual name: a client role with its client, a lookup with its type.
fn name(address: &Address) -> String {
    address.names().join("/")
}
