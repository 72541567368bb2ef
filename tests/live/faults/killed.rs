//! `kill -9` at the boundaries of requests: the next run ends where an undisturbed one would have.
//!
//! Some boundaries of the migration in each run of the tests; with `REALMFORM_TEST_EVERY_BOUNDARY=1` all of them.

use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use regex::Regex;
use serde_json::Value;

use super::{Asked, Fake, Reply, keycloak};
use crate::migration::{facts, legacy, legacy_export, shipped};
use crate::story::Story;

/// So many boundaries are tried where not all are.
const SOME: usize = 10;

/// The legacy realm before its migration, whose ids tell what is old and what was made.
struct Before {
    ids: BTreeSet<String>,
    story: Story,
}

impl Before {
    fn new(realm: &str, copy: u32) -> Self {
        let id = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
        let text = legacy_export(realm, copy).to_string();
        let ids = id.find_iter(&text).map(|id| id.as_str().to_owned()).collect();
        let story = legacy(realm, copy);
        shipped(&story);
        let database = story.project.path().join("killed.db");
        story.project.env("DATABASE_URL", &format!("sqlite:{}", database.display()));
        Self { ids, story }
    }

    /// The realm and the database as they were.
    fn again(&self, copy: u32) {
        let admin = keycloak().admin();
        admin.delete(&format!("/{}", self.story.realm)).ok();
        keycloak().import_realm(&legacy_export(&self.story.realm, copy));
        let _ = std::fs::remove_file(self.story.project.path().join("killed.db"));
    }

    /// All that is there, ids and members too; of what was made in the migration the ids are chance.
    fn now(&self) -> Vec<String> {
        let id = Regex::new("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").unwrap();
        let old = |id: &regex::Captures| if self.ids.contains(&id[0]) { id[0].to_owned() } else { "<new>".to_owned() };
        let path = format!("/{}/partial-export?exportClients=true&exportGroupsAndRoles=true", self.story.realm);
        let export = keycloak().admin().post(&path, &Value::Null).ok();
        let mut lines = Vec::new();
        flat(String::new(), &export, &mut lines);
        lines.extend(facts(&self.story).into_iter().map(|(key, value)| format!("{key}: {value}")));
        let is_chance = |line: &str| ["secret.creation.time", "createdTimestamp"].iter().any(|key| line.contains(key));
        lines.retain(|line| !is_chance(line) && !line.starts_with("/components"));
        let text = id.replace_all(&lines.join("\n"), old).into_owned();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // A secret that the server made up.
        for line in &mut lines {
            if line.starts_with("secret ") && !line.contains("legacy-throwaway") {
                line.truncate(line.find(':').unwrap_or(line.len()));
            }
        }
        lines.sort();
        lines
    }
}

/// Lists as sets: each value by its way of keys.
fn flat(place: String, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            let name = |item: &Value| {
                ["clientId", "path", "alias", "name", "username"]
                    .iter()
                    .find_map(|key| Some(item.get(key)?.as_str()?.to_owned()))
                    .unwrap_or_default()
            };
            items.iter().for_each(|item| flat(format!("{place}/{}", name(item)), item, lines));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, field)| flat(format!("{place}/{key}"), field, lines)),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(list @ Value::Array(_)) => flat(place, &list, lines),
            _ => lines.push(format!("{place}={value}")),
        },
        value => lines.push(format!("{place}={value}")),
    }
}

/// An apply that is killed at a boundary, before or after the request there is handed on.
fn apply_killed_at(story: &Story, boundary: usize, after: bool) {
    let child: Arc<Mutex<Option<Child>>> = Arc::default();
    let kill = {
        let child = Arc::clone(&child);
        move || drop(child.lock().unwrap().as_mut().map(Child::kill))
    };
    let kill: Arc<dyn Fn() + Send + Sync> = Arc::new(kill);
    let fake = Fake::before(keycloak(), move |asked: &Asked| match asked.number == boundary {
        true if after => Reply::Then(Arc::clone(&kill)),
        true => {
            kill();
            Reply::Closed
        }
        false => Reply::Real,
    });
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{}", fake.base_url(), story.realm));
    // The script waits for the lock until the process is there to be killed.
    let mut held = child.lock().unwrap();
    let mut command = story.project.command(story.project.path(), &["apply", "--yes", "--target", "live"]);
    *held = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    drop(held);
    let ended = loop {
        let ended = child.lock().unwrap().as_mut().and_then(|child| child.try_wait().unwrap());
        match ended {
            Some(ended) => break ended,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    // It may be done before, when fewer requests were needed than in the run that was counted.
    assert!(ended.code().is_none_or(|code| code == 0), "{ended}");
    // What was under way arrives, as it does when a process dies.
    fake.settle();
    story.project.live(keycloak(), &story.realm);
}

#[track_caller]
fn assert_same(found: &[String], expected: &[String], when: &str) {
    if found != expected {
        let lost: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
        let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
        panic!("{when}\nmissing {lost:#?}\ntoo much {more:#?}\n{} and {} in all", found.len(), expected.len());
    }
}

#[test]
fn at_boundaries_of_the_legacy_migration() {
    const COPY: u32 = 2;
    let started = Instant::now();
    let before = Before::new("athyper-killed", COPY);
    let story = &before.story;
    let fake = Fake::before(keycloak(), |_| Reply::Real);
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{}", fake.base_url(), story.realm));
    let output = story.project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(output.status, 0, "{output:#?}");
    story.project.live(keycloak(), &story.realm);
    let (requests, expected) = (fake.requests(), before.now());
    assert!(requests > 100 && expected.len() > 1000, "{requests} requests, {} facts", expected.len());

    let all = std::env::var_os("REALMFORM_TEST_EVERY_BOUNDARY").is_some_and(|value| value == "1");
    let step = if all { 1 } else { requests.div_ceil(SOME) };
    let boundaries: Vec<usize> = (0..requests).step_by(step).collect();
    let mut resets = std::time::Duration::ZERO;
    for (turn, &boundary) in boundaries.iter().enumerate() {
        let reset = Instant::now();
        before.again(COPY);
        resets += reset.elapsed();
        let after = turn % 2 == 1;
        apply_killed_at(story, boundary, after);
        // The lock of the dead would end by itself, a minute later.
        let unlocked = story.project.run(&["unlock", "--force", "--target", "live"]);
        assert_eq!(unlocked.status, 0, "{unlocked:#?}");
        let output = story.project.run(&["apply", "--yes", "--target", "live"]);
        assert_eq!(output.status, 0, "killed at {boundary}, after: {after}: {output:#?}");
        assert_same(&before.now(), &expected, &format!("killed at {boundary}, after: {after}"));
    }
    println!(
        "{} of {requests} boundaries in {:.0} s, {:.2} s a reset",
        boundaries.len(),
        started.elapsed().as_secs_f64(),
        resets.as_secs_f64() / boundaries.len() as f64
    );
}
