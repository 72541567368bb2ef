//! A server that has too much to do: it says so, or it is late.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::{Reply, Story, checked, json, keycloak};

#[test]
fn a_retry_after_is_kept_by_all_requests() {
    let story = Story::new("later");
    story.declare_roles(30);
    story.project.env("KEYCLOAK_RETRY", "20");
    let told = std::sync::Arc::new(Mutex::new(None));
    let broken = std::sync::Arc::new(Mutex::new(Vec::new()));
    let (said, early) = (std::sync::Arc::clone(&told), std::sync::Arc::clone(&broken));
    story.through(move |asked| {
        let mut said = said.lock().unwrap();
        if asked.is("POST", "/roles") && asked.before == 10 {
            *said = Some(Instant::now());
            return Reply::Later(429, "2");
        }
        // What was under way already arrives in the first moments.
        if let Some(since) = said.map(|at: Instant| at.elapsed())
            && since > Duration::from_millis(500)
            && since < Duration::from_millis(1900)
        {
            early.lock().unwrap().push((asked.path.clone(), since));
        }
        Reply::Real
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(told.lock().unwrap().is_some());
    assert_eq!(*broken.lock().unwrap(), []);
    story.converges();
}

#[test]
fn a_server_that_refuses_most_gets_fewer_at_once_and_all_is_done() {
    let story = Story::new("shedding");
    story.declare_roles(40);
    story.project.env("KEYCLOAK_RETRY", "60");
    let now = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    story.through(move |asked| {
        if !asked.is("POST", "/roles") {
            return Reply::Real;
        }
        // No more than two at once.
        let others = now.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(30));
        now.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
        if others >= 2 { Reply::Json(503, json!({"error": "busy"})) } else { Reply::Real }
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    story.converges();
}

#[test]
fn a_server_that_is_late_is_asked_again_and_told_when_it_stays_late() {
    let story = Story::new("late");
    story.project.env("KEYCLOAK_TIMEOUT", "1");
    let silent = Reply::Silent(Duration::from_secs(3));
    let once = silent.clone();
    let fake = story.through(move |asked| match asked.is("GET", "/clients") && asked.before == 0 {
        true => once.clone(),
        false => Reply::Real,
    });
    assert_eq!(checked(story.project.run(&["plan", "--detailed-exitcode"])).status, 2);
    fake.settle();
    story.through(move |asked| if asked.is("GET", "/client-scopes") { silent.clone() } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: http://127.0.0.1:PORT did not answer GET /admin/realms/<realm>/client-scopes within 1 s
      help: check the server's load and log, or set a longer KEYCLOAK_TIMEOUT; then run again, finished steps are not repeated
    "#);
}

#[test]
fn a_slow_answer_is_waited_for() {
    let story = Story::new("slow");
    let fake = story.through(|asked| match asked.writes() {
        true => Reply::Slow(Duration::from_secs(3)),
        false => Reply::Real,
    });
    assert_eq!(checked(story.project.run(&["apply", "--yes"])).status, 0);
    assert_eq!(fake.count("POST", "/roles"), 1);
    assert!(keycloak().admin().find(&format!("/{}/roles/reader", story.realm)).is_some());
}

#[test]
fn a_time_that_is_none_is_told() {
    let story = Story::without_realm("notime");
    story.project.env("KEYCLOAK_TIMEOUT", "soon");
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 1
    error: invalid KEYCLOAK_TIMEOUT: expected a number of seconds, found `soon`
      help: write it as `30` or `0.5`
    "#);
}
