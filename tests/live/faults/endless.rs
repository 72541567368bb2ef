//! A server that has no end: answers without a limit, pages that never stop.

use serde_json::{Value, json};

use super::{Reply, Story, checked};

#[test]
fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    let story = Story::new("large");
    story.project.env("KEYCLOAK_MAX_RESPONSE", "1");
    let large = json!([{"name": "x".repeat(2 << 20)}]);
    story.through(move |asked| match asked.is("GET", "/roles") {
        true => Reply::Json(200, large.clone()),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @"
    exit 3
    error: the response to GET /admin/realms/<realm>/roles?briefRepresentation=false&first=N&max=20 is larger than 1 MiB
      help: check that http://127.0.0.1:PORT is a Keycloak; if its responses are that large, set a larger KEYCLOAK_MAX_RESPONSE (in MiB)
    ");
    story.project.env("KEYCLOAK_MAX_RESPONSE", "");
    story.converges();
}

#[test]
fn pages_that_repeat_forever_end() {
    let story = Story::new("pages");
    let page: Value = (0..20).map(|n| json!({"id": n.to_string(), "name": format!("role-{n}")})).collect();
    story.through(move |asked| match asked.is("GET", "/roles") {
        true => Reply::Json(200, page.clone()),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["plan"]));
    assert_eq!(output.status, 3, "{output:#?}");
    assert!(output.stderr.contains("is the same page again and again"), "{output:#?}");
}
