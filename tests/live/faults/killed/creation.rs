//! Killed while a realm is filled from nothing: the one of size S of the benchmark, or of size M.

use std::time::Instant;

use regex::Regex;
use serde_json::{Value, json};

use super::super::keycloak;
use super::{apply_again, apply_killed_at, assert_same, flat, is_thorough, requests_of};
use crate::support::Project;

#[path = "../../../../benches/realms/generator.rs"]
#[allow(dead_code, reason = "the benchmark's, which does more with it")]
mod generator;

/// All that is there, but for what differs from realm to realm: ids, times, keys.
fn now(realm: &str) -> Vec<String> {
    let id = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
    let path = format!("/{realm}/partial-export?exportClients=true&exportGroupsAndRoles=true");
    let export = keycloak().admin().post(&path, &Value::Null).ok();
    let mut lines = Vec::new();
    flat(String::new(), &export, &mut lines);
    let is_chance = |line: &str| {
        ["secret.creation.time", "createdTimestamp"].iter().any(|key| line.contains(key))
            || line.starts_with("/components")
    };
    lines.retain(|line| !is_chance(line));
    let text = id.replace_all(&lines.join("\n"), "<id>").replace(realm, "<realm>");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn fresh(project: &Project) -> String {
    let realm = keycloak().fresh_realm("made");
    keycloak().import_realm(&json!({"realm": realm, "enabled": true}));
    project.live(keycloak(), &realm);
    realm
}

#[test]
fn at_points_spread_over_the_making_of_a_realm() {
    let (size, points) = if is_thorough() { (generator::SIZES[1], 50) } else { (generator::SIZES[0], 4) };
    let started = Instant::now();
    let project = Project::new();
    generator::files(size).into_iter().for_each(|(path, text)| _ = project.file(path, &text));
    let realm = fresh(&project);
    let requests = requests_of(&project, &realm);
    let expected = now(&realm);
    keycloak().admin().delete(&format!("/{realm}")).ok();
    assert!(requests > 300 && expected.len() > 1000, "{requests} requests, {} facts", expected.len());
    for point in 0..points {
        let (boundary, after) = ((2 * point + 1) * requests / (2 * points), point % 2 == 1);
        let when = format!("killed at {boundary} of {requests}, after: {after}");
        let realm = fresh(&project);
        apply_killed_at(&project, &realm, boundary, after);
        apply_again(&project, &when);
        assert_same(&now(&realm), &expected, &when);
        keycloak().admin().delete(&format!("/{realm}")).ok();
    }
    println!("{points} points in {requests} requests of {}, in {:.0} s", size.name, started.elapsed().as_secs_f64());
}
