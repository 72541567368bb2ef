//! What a server answers: refusals, failures, nonsense, halves, and what passes by itself.

use serde_json::json;

use super::{Reply, Story, checked};

#[test]
fn a_value_that_the_server_refuses_is_told_with_its_line() {
    let story = Story::new("value");
    story.project.file(
        "realm/clients.toml",
        "# ours\n[clients.web]\nstandardFlowEnabled = false\nrootUrl = \"javascript:alert(1)\"\n",
    );
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    [1/2] + realmRole/reader
    Apply incomplete: 1 of 2 steps done, 1 failed, 0 not started.

    Done: 1 created
      + realmRole/reader

    Failed
      + client/web
          error: POST /admin/realms/<realm>/clients returned 400 Bad Request: Root URL uses an illegal scheme
            at realm/clients.toml:2
            help: fix the value that the server rejects; its message above says which

    Run `realmform apply` again to continue.
    "#);
    story
        .project
        .file("realm/clients.toml", "[clients.web]\nstandardFlowEnabled = false\nrootUrl = \"https://example.com\"\n");
    story.converges();
}

#[test]
fn an_object_that_was_made_meanwhile_is_told() {
    let story = Story::new("meanwhile");
    story.through(|asked| if asked.is("POST", "/roles") { Reply::Twice } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 1 step done, 1 failed, 0 not started.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles returned 409 Conflict: Role with name reader already exists
            at realm/roles.toml:2
            help: an object with that name already exists; run `realmform plan` again, it may have been created meanwhile

    Run `realmform apply` again to continue.
    "#);
    story.converges();
}

#[test]
fn an_object_that_went_meanwhile_is_told() {
    let story = Story::new("gone");
    story.converges();
    story.project.file("realm/roles.toml", "[roles.realm.reader]\ndescription = \"Reads more\"\n");
    story.through(|asked| match asked.method.as_str() {
        "PUT" => Reply::Json(404, json!({"error": "Could not find role"})),
        _ => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 1 step done, 1 failed, 0 not started.

    Failed
      ~ realmRole/reader
          error: PUT /admin/realms/<realm>/roles-by-id/<id> returned 404 Not Found: Could not find role
            at realm/roles.toml:1
            help: an object does not exist any more; run `realmform plan` to see the live state

    Run `realmform apply` again to continue.
    "#);
    story.converges();
}

#[test]
fn a_server_that_fails_says_so_with_its_own_words() {
    let story = Story::new("fails");
    story.through(|asked| match asked.method.as_str() {
        "POST" if asked.path.ends_with("/roles") => Reply::Json(500, json!({"error": "unknown_error"})),
        _ => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 1 step done, 1 failed, 0 not started.

    Failed
      + realmRole/reader
          error: POST /admin/realms/<realm>/roles returned 500 Internal Server Error: unknown_error
            at realm/roles.toml:2
            help: the server failed; check its log and run again. Finished steps are not repeated

    Run `realmform apply` again to continue.
    "#);
    story.converges();
}

#[test]
fn an_answer_that_is_not_json_is_told() {
    let story = Story::new("html");
    story.through(|asked| match asked.is("GET", "/clients") {
        true => Reply::Html(200, "<html><body>Please sign in to the proxy</body></html>"),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the response to GET /admin/realms/<realm>/clients?first=N&max=20 is not JSON
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a proxy in front of it
    "#);
    // A page in front of all of it, the token's address too.
    story.through(|_| Reply::Html(200, "<html><body>Please sign in to the proxy</body></html>"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the response to POST /realms/master/protocol/openid-connect/token is not JSON with an access token
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a proxy in front of it
    "#);
    story.through(|_| Reply::Html(502, "<html><body>Bad gateway</body></html>"));
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: POST /realms/master/protocol/openid-connect/token returned 502 Bad Gateway: an HTML page, which is not a response of Keycloak
      help: the server failed; check its log and run again. Finished steps are not repeated
    "#);
}

#[test]
fn json_of_another_shape_is_told() {
    let story = Story::new("shape");
    let end = format!("/{}", story.realm);
    story.through(move |asked| if asked.is("GET", &end) { Reply::Json(200, json!(["x"])) } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the response to GET /admin/realms/<realm> is JSON, but not a realm
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a proxy in front of it
    "#);
    story.through(|asked| match asked.is("GET", "/clients") {
        true => Reply::Json(200, json!({"ok": true})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: the response to GET /admin/realms/<realm>/clients?first=N&max=20 is JSON, but not a list of objects
      help: check that http://127.0.0.1:PORT is a Keycloak, and not a proxy in front of it
    "#);
}

#[test]
fn a_read_that_breaks_off_is_read_again() {
    let story = Story::new("cut");
    let fake = story.through(|asked| match asked.is("GET", "/clients") && asked.before == 0 {
        true => Reply::Cut,
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["plan", "--detailed-exitcode"]));
    assert_eq!(output.status, 2, "{output:#?}");
    assert!(fake.count("GET", "/clients") >= 2);
    story.through(|asked| if asked.is("GET", "/clients") { Reply::Cut } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: lost the connection to http://127.0.0.1:PORT during GET /admin/realms/<realm>/clients?first=N&max=20: request or response body error: error reading a body from connection: end of file before message length reached
      help: run again; finished steps are not repeated
    "#);
}

#[test]
fn a_create_whose_answer_is_lost_is_looked_for_and_not_sent_twice() {
    let story = Story::new("lost");
    let fake = story.through(|asked| if asked.is("POST", "/roles") { Reply::Lost } else { Reply::Real });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!((fake.count("POST", "/roles"), fake.count("GET", "/roles/reader")), (1, 1));
    story.converges();
}

#[test]
fn a_create_that_never_arrives_is_told() {
    let story = Story::new("never");
    let fake = story.through(|asked| if asked.is("POST", "/roles") { Reply::Cut } else { Reply::Real });
    insta::assert_snapshot!(story.refused(&["apply", "--yes"]), @r#"
    exit 6
    Apply failed: 0 of 1 step done, 1 failed, 0 not started.

    Failed
      + realmRole/reader
          error: lost the connection to http://127.0.0.1:PORT during POST /admin/realms/<realm>/roles: request or response body error: error reading a body from connection: end of file before message length reached
            at realm/roles.toml:2
            help: run again; finished steps are not repeated

    Run `realmform apply` again to continue.
    "#);
    assert!(fake.count("POST", "/roles") > 1);
    story.converges();
}

#[test]
fn a_server_that_is_busy_is_asked_again() {
    let story = Story::new("busy");
    let fake = story.through(|asked| match asked.before < 2 {
        true => Reply::Json(503, json!({"error": "starting"})),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!(fake.count("POST", "/roles"), 3);
    assert!(fake.count("POST", "/token") >= 3);
}

#[test]
fn a_server_that_stays_busy_is_told() {
    let story = Story::new("busier");
    story.through(|asked| match asked.path.contains("/admin/") {
        true => Reply::Json(503, json!({"error": "starting"})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> returned 503 Service Unavailable: starting
      help: the server is overloaded or starting; run again later, or set a longer KEYCLOAK_RETRY. Finished steps are not repeated
    "#);
}

#[test]
fn a_token_that_ended_is_fetched_anew() {
    let story = Story::new("token");
    let fake = story.through(|asked| match asked.path.contains("/admin/") && asked.before == 0 {
        true => Reply::Json(401, json!({"error": "HTTP 401 Unauthorized"})),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(fake.count("POST", "/token") > 1);
}

#[test]
fn a_token_that_is_never_taken_is_told() {
    let story = Story::new("notoken");
    story.through(|asked| match asked.path.contains("/admin/") {
        true => Reply::Json(401, json!({"error": "HTTP 401 Unauthorized"})),
        false => Reply::Real,
    });
    insta::assert_snapshot!(story.refused(&["plan"]), @r#"
    exit 3
    error: GET /admin/realms/<realm> returned 401 Unauthorized: HTTP 401 Unauthorized
      help: check that the account is still enabled; new tokens were rejected, too
    "#);
}
