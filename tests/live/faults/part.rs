//! Applies that end in part: a failed step, an interruption, and the next run that goes on.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Reply, Story, checked, keycloak};

#[test]
fn an_apply_in_part_tells_what_is_done_what_failed_and_what_remains() {
    let story = Story::new("part");
    let objects = "[roles.realm.base]\n\n[roles.realm.broken]\n\n[roles.realm.top]\ncomposites.realm = [\"broken\"]\n";
    story.project.file("realm/roles.toml", objects);
    let asked_for = AtomicUsize::new(0);
    story.through(move |asked| {
        if !asked.is("POST", "/roles") {
            return Reply::Real;
        }
        asked_for.fetch_add(1, Ordering::Relaxed);
        if !String::from_utf8_lossy(&asked.body).contains("broken") {
            return Reply::Real;
        }
        // The other two are asked for before, and answered in the meantime.
        while asked_for.load(Ordering::Relaxed) < 3 {
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_secs(1));
        Reply::Json(500, json!({"error": "unknown_error", "error_description": "The disk is full"}))
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    let told = story.told(&output);
    // Which of the two comes first is the server's choice.
    let told: Vec<&str> = told.lines().filter(|line| !line.starts_with('[')).collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    exit 6
    Apply incomplete: 2 of 4 steps done, 1 failed, 1 not started.

    Done: 2 created
      + realmRole/base
      + realmRole/top

    Failed
      + realmRole/broken
          error: POST /admin/realms/<realm>/roles returned 500 Internal Server Error: The disk is full
            at realm/roles.toml:3
            help: the server failed; check its log and run again. Finished steps are not repeated

    Not started
      + grant realmRole/top: composites.realm

    Run `realmform apply` again to continue.
    "#);
    let role = |name: &str| keycloak().admin().find(&format!("/{}/roles/{name}", story.realm)).is_some();
    assert!(role("base") && role("top") && !role("broken"));
    story.converges();
    assert!(role("broken"));
}

#[test]
fn an_apply_that_is_interrupted_ends_between_two_steps_and_the_next_run_goes_on() {
    ends_between_two_steps("interrupted", "-INT");
}

#[test]
fn an_apply_that_is_to_end_ends_between_two_steps_and_the_next_run_goes_on() {
    ends_between_two_steps("terminated", "-TERM");
}

#[track_caller]
fn ends_between_two_steps(prefix: &str, signal: &str) {
    let story = Story::new(prefix);
    story.declare_roles(60);
    story.through(|asked| match asked.is("POST", "/roles") {
        true => Reply::Slow(Duration::from_millis(200)),
        false => Reply::Real,
    });
    let mut command = story.project.command(story.project.path(), &["apply", "--yes"]);
    let mut apply = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stderr = BufReader::new(apply.stderr.take().unwrap());
    let mut first = String::new();
    stderr.read_line(&mut first).unwrap();
    assert!(first.starts_with("[1/60] + realmRole/role-1"), "{first}");
    let sent = Command::new("kill").args([signal, &apply.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut rest = String::new();
    stderr.read_to_string(&mut rest).unwrap();
    let status = apply.wait().unwrap();
    assert_eq!(status.code(), Some(6), "{rest}");
    let said = rest.lines().find(|line| line.contains("interrupted")).unwrap_or_else(|| panic!("{rest}"));
    assert!(said.ends_with("not started.") && said.contains("0 failed"), "{said}");
    assert!(rest.contains("Not started") && rest.contains("… and "), "{rest}");
    assert!(rest.ends_with("Run `realmform apply` again to continue.\n"), "{rest}");
    // What it counts as done is done, and no more.
    let roles = keycloak().admin().get(&format!("/{}/roles?first=0&max=100", story.realm));
    let made = roles.as_array().unwrap().iter().filter(|it| it["name"].as_str().unwrap().starts_with("role-")).count();
    assert!(said.contains(&format!("{made} of 60 steps done")), "{said} but {made} are made");
    assert!(made < 60);
    story.converges();
}

#[test]
fn a_second_interruption_stops_at_once() {
    let story = Story::new("twice");
    story.declare_roles(20);
    let count = AtomicUsize::new(0);
    story.through(move |asked| match asked.is("POST", "/roles") {
        true if count.fetch_add(1, Ordering::Relaxed) > 0 => Reply::Slow(Duration::from_secs(30)),
        _ => Reply::Real,
    });
    let mut command = story.project.command(story.project.path(), &["apply", "--yes"]);
    let mut apply = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(apply.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.next().unwrap().starts_with("[1/20]"));
    let process = apply.id().to_string();
    let interrupt = || Command::new("kill").args(["-INT", &process]).status().unwrap();
    interrupt();
    assert_eq!(
        lines.next().unwrap(),
        "Interrupted. Waiting for the running steps to end; interrupt again to stop immediately."
    );
    let asked = Instant::now();
    interrupt();
    let stopped = "Stopped. Run `realmform apply` again to continue.";
    assert_eq!(lines.next().unwrap(), stopped);
    assert_eq!(apply.wait().unwrap().code(), Some(6));
    assert!(asked.elapsed() < Duration::from_secs(10));
    // The requests that were under way may still arrive, so what converges is a run after them.
}

#[test]
fn every_failure_says_what_to_do_next() {
    let story = Story::new("next");
    for status in [400, 403, 404, 409, 500, 502] {
        story.through(move |asked| match asked.is("POST", "/roles") {
            true => Reply::Json(status, json!({"errorMessage": "no"})),
            false => Reply::Real,
        });
        let told = story.refused(&["apply", "--yes"]);
        assert!(told.starts_with("exit 6\n") && told.contains("help: "), "{told}");
        assert!(told.contains("realm/roles.toml:2") && told.contains(&format!("returned {status}")), "{told}");
    }
}
