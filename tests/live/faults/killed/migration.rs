//! Killed in the migration of the legacy realm.

use std::collections::BTreeSet;
use std::time::Instant;

use regex::Regex;
use serde_json::Value;

use super::super::keycloak;
use super::{apply_again, apply_killed_at, assert_same, flat, is_thorough, requests_of};
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

#[test]
fn at_boundaries_of_the_legacy_migration() {
    const COPY: u32 = 2;
    let started = Instant::now();
    let before = Before::new("athyper-killed", COPY);
    let story = &before.story;
    let requests = requests_of(&story.project, &story.realm);
    let expected = before.now();
    assert!(requests > 100 && expected.len() > 1000, "{requests} requests, {} facts", expected.len());

    let step = if is_thorough() { 1 } else { requests.div_ceil(SOME) };
    let boundaries: Vec<usize> = (0..requests).step_by(step).collect();
    let mut resets = std::time::Duration::ZERO;
    for (turn, &boundary) in boundaries.iter().enumerate() {
        let reset = Instant::now();
        before.again(COPY);
        resets += reset.elapsed();
        let after = turn % 2 == 1;
        let when = format!("killed at {boundary}, after: {after}");
        apply_killed_at(&story.project, &story.realm, boundary, after);
        apply_again(&story.project, &when);
        assert_same(&before.now(), &expected, &when);
    }
    println!(
        "{} of {requests} boundaries in {:.0} s, {:.2} s a reset",
        boundaries.len(),
        started.elapsed().as_secs_f64(),
        resets.as_secs_f64() / boundaries.len() as f64
    );
}
