//! Tokens that end in the middle of a run.

use std::time::Duration;

use super::{Reply, Story, checked, json, keycloak};

#[test]
fn tokens_that_live_for_a_second_are_enough_for_a_long_run() {
    let story = Story::new("shortlived");
    story.robot(&["realm-admin"]);
    keycloak().admin().put(&format!("/{}", story.realm), &json!({"accessTokenLifespan": 1})).ok();
    story.declare_roles(60);
    // Each write takes longer on its way than most of a token's life.
    let fake = story.through(|asked| match asked.is("POST", "/roles") {
        true => Reply::Slow(Duration::from_millis(600)),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    let tokens = fake.count("POST", "/token");
    assert!(tokens > 3, "{tokens}");
    story.converges();
}

#[test]
fn a_token_that_ends_on_its_way_is_replaced() {
    let story = Story::new("ended");
    story.robot(&["realm-admin"]);
    keycloak().admin().put(&format!("/{}", story.realm), &json!({"accessTokenLifespan": 1})).ok();
    // Held back until the token in it has ended, once for each request.
    let fake = story.through(|asked| match asked.before == 0 && asked.path.contains("/admin/") {
        true => Reply::Slow(Duration::from_millis(2500)),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    // The real server refused the first, and took the second.
    assert_eq!(fake.count("POST", "/roles"), 2);
    story.converges();
}
