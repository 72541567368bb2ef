//! Two applies at once: one works, the other is told who does, waits, or takes over what a dead one left.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::story::{Story, list, names};
use crate::support::{self, Project};

/// A lock of somebody else that ends in so many seconds by the server's clock.
fn held(story: &Story, seconds: i64) {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    let holder = "pid=42 who=alice@build-7 since=2026-11-26T12:00:00Z version=0.1.0 run=5f";
    let attributes = json!({"realmform.holder": holder, "realmform.expires": (now + seconds).to_string()});
    story.post(
        "/client-scopes",
        &json!({"name": "realmform-lock", "protocol": "openid-connect", "attributes": attributes}),
    );
}

fn roles(number: usize) -> String {
    (100..100 + number).map(|n| format!("[roles.realm.role-{n}]\n")).collect()
}

#[test]
fn the_second_learns_who_holds_the_realm_and_leaves_with_7() {
    let story = Story::new(&roles(1));
    held(&story, 600);
    let output = story.project.run(&["apply", "--yes"]);
    assert_eq!(output.status, 7, "{output:?}");
    assert!(output.stderr.contains("alice@build-7 (pid 42, realmform 0.1.0) since 2026-11-26T12:00:00Z"), "{output:?}");
    // A plan takes none, and the lock is no object of anybody's.
    assert!(!story.plan().contains("realmform-lock"));
    let imported = story.project.run(&["import", "--target", "live", "--all", "--out", "imported"]);
    assert!(!imported.stdout.contains("realmform-lock"), "{imported:?}");

    let shown = story.project.run(&["unlock"]);
    assert_eq!((shown.status, story.find_scope("realmform-lock").is_some()), (7, true), "{shown:?}");
    assert_eq!(story.project.run(&["unlock", "--force"]).status, 0);
    story.apply();
    assert!(story.find_scope("realmform-lock").is_none());
}

#[test]
fn a_lock_that_is_over_is_taken_over_and_one_that_soon_is_is_waited_for() {
    let story = Story::new(&roles(1));
    held(&story, -1);
    story.apply();
    story.declare(&roles(2));
    held(&story, 3);
    let output = story.project.run(&["apply", "--yes", "--lock-timeout", "30s"]);
    assert_eq!(output.status, 0, "{output:?}");
    assert!(output.stderr.contains("Waiting for the lock, held by alice@build-7"), "{output:?}");
    assert!(story.find_scope("realmform-lock").is_none());
}

#[test]
fn a_client_scope_that_only_has_the_name_of_a_lock_is_left_alone() {
    let story = Story::new(&roles(1));
    story.post(
        "/client-scopes",
        &json!({"name": "realmform-lock", "protocol": "openid-connect", "description": "Mine"}),
    );
    let applied = story.project.run(&["apply", "--yes"]);
    assert!(applied.status == 3 && applied.stderr.contains("that is no lock of realmform"), "{applied:?}");
    let shown = story.project.run(&["unlock"]);
    assert!(shown.status == 7 && shown.stdout.contains("that is no lock of realmform"), "{shown:?}");
    assert_eq!(story.scope("realmform-lock")["description"], "Mine");
    assert_eq!(story.project.run(&["unlock", "--force"]).status, 0);
    story.apply();
}

#[test]
fn of_many_that_make_the_lock_at_once_one_does() {
    let story = Story::new("");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let make = || {
            story
                .admin()
                .post(&story.path("/client-scopes"), &json!({"name": "realmform-lock", "protocol": "openid-connect"}))
                .status
        };
        let all: Vec<_> = (0..24).map(|_| scope.spawn(make)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(list(&story.get("/client-scopes")).filter(|scope| scope["name"] == "realmform-lock").count(), 1);
}

fn start(project: &Project, arguments: &[&str]) -> Child {
    project.command(project.path(), arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn eight_at_once_do_the_work_once() {
    let story = Story::new(&roles(30));
    let arguments = ["apply", "--yes", "--lock-timeout", "2m"];
    let all: Vec<Child> = (0..8).map(|_| start(&story.project, &arguments)).collect();
    let ended = |child: Child| story.project.ended(&arguments, child.wait_with_output().unwrap());
    let outputs: Vec<_> = all.into_iter().map(ended).collect();
    assert!(outputs.iter().all(|output| output.status == 0), "{outputs:?}");
    let worked = outputs.iter().filter(|output| output.stdout.contains("Applied 30 steps"));
    assert_eq!(worked.count(), 1, "the others planned after it, and found nothing to do");
    assert!(!names(&story.get("/client-scopes"), "name").contains(&"realmform-lock".to_owned()));
}

#[test]
fn a_holder_that_is_killed_leaves_a_lock_that_ends() {
    let story = Story::new(&roles(400));
    let mut child = start(&story.project, &["apply", "--yes"]);
    let begun = Instant::now();
    while story.find_scope("realmform-lock").is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(story.project.run(&["apply", "--yes"]).status, 7);
    // As if its minute had passed.
    let scope = story.scope("realmform-lock");
    let over =
        json!({"name": "realmform-lock", "protocol": "openid-connect", "attributes": {"realmform.expires": "1"}});
    story.put(&format!("/client-scopes/{}", scope["id"].as_str().unwrap()), &over);
    story.apply();
}

#[test]
fn on_a_server_the_second_learns_who_and_goes_on_when_the_first_is_dead() {
    let postgres = "set application_name = 'pid=42 who=alice@build-7'; select pg_advisory_lock(1919246700, 1634758764)";
    let mariadb = "select get_lock(concat('realmform-', left(sha2(database(), 256), 32)), 0)";
    for database in support::Database::servers() {
        let project = Project::new();
        project.file("realmform.toml", "schema = 1\ndefault_target = \"live\"\n").env("DATABASE_URL", &database.url);
        project.file("lookups/a.toml", "[lookups.role]\nlabel.en = \"Role\"\n");
        let (take, told) = match database.is_mariadb() {
            true => (mariadb, "locked by realmform@127.0.0.1 (connection "),
            false => (postgres, "alice@build-7 (pid 42) since 20"),
        };
        let first = database.session(take);
        let output = project.run(&["apply", "--yes"]);
        assert_eq!((output.status, output.stdout.as_str()), (7, ""), "{output:?}");
        assert!(output.stderr.contains(told), "{output:?}");
        // Another database of the same server is nobody's.
        let other = if database.is_mariadb() { support::Database::mariadb() } else { support::Database::postgres() };
        project.env("DATABASE_URL", &other.url);
        assert_eq!(project.run(&["apply", "--yes"]).status, 0);
        project.env("DATABASE_URL", &database.url);
        drop(first);
        let output = project.run(&["apply", "--yes", "--lock-timeout", "30s"]);
        assert_eq!(output.status, 0, "{output:?}");
    }
}
