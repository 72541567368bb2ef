//! `kill -9` at the boundaries of requests: the next run ends where an undisturbed one would have.
//!
//! Some boundaries in each run of the tests; with `REALMFORM_TEST_EVERY_BOUNDARY=1` all of the migration's, and 50 of the
//! making of a larger realm.

use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::{Asked, Fake, Reply, keycloak};
use crate::support::Project;

mod creation;
mod migration;

/// Whether all is tried that takes long.
fn is_thorough() -> bool {
    std::env::var_os("REALMFORM_TEST_EVERY_BOUNDARY").is_some_and(|value| value == "1")
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
fn apply_killed_at(project: &Project, realm: &str, boundary: usize, after: bool) {
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
    project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{realm}", fake.base_url()));
    // The script waits for the lock until the process is there to be killed.
    let mut held = child.lock().unwrap();
    let mut command = project.command(project.path(), &["apply", "--yes", "--target", "live"]);
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
    project.live(keycloak(), realm);
}

/// The run after one that was killed.
#[track_caller]
fn apply_again(project: &Project, when: &str) {
    // The lock of the dead would end by itself, a minute later.
    let unlocked = project.run(&["unlock", "--force", "--target", "live"]);
    assert_eq!(unlocked.status, 0, "{when}: {unlocked:#?}");
    let output = project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(output.status, 0, "{when}: {output:#?}");
}

/// The requests of an apply that nobody disturbs.
#[track_caller]
fn requests_of(project: &Project, realm: &str) -> usize {
    let fake = Fake::before(keycloak(), |_| Reply::Real);
    project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{realm}", fake.base_url()));
    let output = project.run(&["apply", "--yes", "--target", "live"]);
    assert_eq!(output.status, 0, "{output:#?}");
    project.live(keycloak(), realm);
    fake.requests()
}

#[track_caller]
fn assert_same(found: &[String], expected: &[String], when: &str) {
    if found != expected {
        let lost: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
        let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
        panic!("{when}\nmissing {lost:#?}\ntoo much {more:#?}\n{} and {} in all", found.len(), expected.len());
    }
}
