//! A server that means harm: answers that unpack without end, lists that never stop, objects in circles, numbers that no clock
//! holds.

use std::io::Write;
use std::sync::Arc;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};

use super::{Asked, Reply, Story, checked, keycloak};

/// An answer whose few bytes unpack to so many.
fn bomb(status: u16, size: usize) -> Reply {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(b"[\"").unwrap();
    packed.write_all(&vec![b'a'; size]).unwrap();
    packed.write_all(b"\"]").unwrap();
    let body = packed.finish().unwrap();
    assert!(body.len() < size / 50);
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: \
         close\r\n\r\n",
        body.len()
    );
    Reply::Bytes(Arc::new([head.into_bytes(), body].concat()))
}

/// A plan that must fail at the server, and what is said.
#[track_caller]
fn refused(story: &Story, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> String {
    story.through(script);
    let output = checked(story.project.run(&["plan"]));
    assert_eq!(output.status, 3, "{output:#?}");
    story.told(&output)
}

#[test]
fn what_unpacks_without_end_is_not_unpacked() {
    let story = Story::new("bomb");
    story.project.env("KEYCLOAK_MAX_RESPONSE", "1");
    for (method, end, status) in
        [("GET", "/roles", 200), ("GET", "/roles", 500), ("POST", "/token", 200), ("POST", "/token", 400)]
    {
        let bomb = bomb(status, 8 << 20);
        let told = refused(&story, move |asked| if asked.is(method, end) { bomb.clone() } else { Reply::Real });
        assert!(told.contains("is larger than 1 MiB") && told.contains("KEYCLOAK_MAX_RESPONSE"), "{told}");
    }
    // One that fits is taken.
    let fits = bomb(500, 100 << 10);
    let told = refused(&story, move |asked| if asked.is("GET", "/roles") { fits.clone() } else { Reply::Real });
    assert!(told.contains("returned 500"), "{told}");
    assert!(told.len() < 2000, "{}", told.len());
}

#[test]
fn pages_with_ever_new_objects_end() {
    let story = Story::new("pages");
    story.project.env("KEYCLOAK_MAX_RESPONSE", "1");
    let told = refused(&story, |asked| match asked.is("GET", "/roles") {
        true => {
            let page: Value = (0..20)
                .map(|at| json!({"id": format!("{}-{at}", asked.number), "name": format!("{}-{at}", asked.number)}))
                .collect();
            Reply::Json(200, page)
        }
        false => Reply::Real,
    });
    assert!(told.contains("have more than 4096 objects") && told.contains("KEYCLOAK_MAX_RESPONSE"), "{told}");
}

#[test]
fn groups_in_circles_are_told() {
    let story = Story::new("circle");
    story.project.file("realm/groups.toml", "[groups.\"/a\"]\n");
    let told = refused(&story, |asked| match asked.is("GET", "/groups") {
        true => Reply::Json(
            200,
            json!([{"id": "1", "name": "a", "parentId": "2"}, {"id": "2", "name": "b", "parentId": "1"}]),
        ),
        false => Reply::Real,
    });
    assert!(told.contains("has objects that are in each other"), "{told}");
}

#[test]
fn a_token_that_no_request_can_carry_is_told() {
    let story = Story::new("badtoken");
    for token in ["a\nX-Evil: 1".to_owned(), "a".repeat(5_000_000), "é".to_owned()] {
        let answer = json!({"access_token": token, "expires_in": 60});
        let told = refused(&story, move |asked| match asked.is("POST", "/token") {
            true => Reply::Json(200, answer.clone()),
            false => Reply::Real,
        });
        assert!(told.contains("has an access token that no request can carry"), "{told}");
        assert!(!told.contains("X-Evil") && told.len() < 1000, "{told}");
    }
}

#[test]
fn no_number_of_a_token_is_a_panic() {
    let story = Story::new("numbers");
    for lives in [json!(0), json!(-5), json!(0.5), json!(1e300), json!("60"), json!(null), json!(u64::MAX)] {
        story.through(move |asked| match asked.is("POST", "/token") {
            true => Reply::Json(200, json!({"access_token": keycloak().admin_token(), "expires_in": lives})),
            false => Reply::Real,
        });
        let output = checked(story.project.run(&["plan"]));
        assert_eq!(output.status, 0, "{output:#?}");
    }
    let huge = b"{\"access_token\": \"x\", \"expires_in\": 1e400}";
    let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", huge.len());
    let answer = Arc::new([head.as_bytes(), huge].concat());
    let told = refused(&story, move |asked| match asked.is("POST", "/token") {
        true => Reply::Bytes(Arc::clone(&answer)),
        false => Reply::Real,
    });
    assert!(told.contains("is not JSON with an access token"), "{told}");
}

#[test]
fn a_pause_that_no_clock_holds_is_cut_to_the_patience() {
    let story = Story::new("pause");
    for after in ["99999999999999999999", "18446744073709551615", "-1", "1e400"] {
        let told = refused(&story, move |asked| match asked.is("GET", "/roles") {
            true => Reply::Later(503, after),
            false => Reply::Real,
        });
        assert!(told.contains("returned 503"), "{told}");
    }
}

#[test]
fn letters_that_are_lost_never_come_back_in_an_update() {
    let story = Story::new("letters");
    let body = b"[{\"id\": \"1\", \"name\": \"reader\", \"description\": \"\xff\"}]";
    let head = format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let answer = Arc::new([head.as_bytes(), body].concat());
    let told = refused(&story, move |asked| match asked.is("GET", "/roles") {
        true => Reply::Bytes(Arc::clone(&answer)),
        false => Reply::Real,
    });
    assert!(told.contains("is not JSON"), "{told}");
}

#[test]
fn json_of_any_depth_and_shape_is_told() {
    let story = Story::new("depth");
    let deep = Arc::new({
        let body = "[".repeat(100_000) + &"]".repeat(100_000);
        format!("HTTP/1.1 200 x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len()).into_bytes()
    });
    for end in ["/roles", "/client-scopes", "/token"] {
        let deep = Arc::clone(&deep);
        let told =
            refused(&story, move |asked| match asked.path.split('?').next().is_some_and(|path| path.ends_with(end)) {
                true => Reply::Bytes(Arc::clone(&deep)),
                false => Reply::Real,
            });
        assert!(told.contains("is not JSON"), "{told}");
    }
    for odd in [json!(null), json!("x"), json!([1, "x", null]), json!({"id": 5})] {
        let told = refused(&story, move |asked| match asked.is("GET", "/roles") {
            true => Reply::Json(200, odd.clone()),
            false => Reply::Real,
        });
        assert!(told.contains("is JSON, but not a list of objects"), "{told}");
    }
}

#[test]
fn members_that_never_end_are_not_counted_forever() {
    let story = Story::new("members");
    story.project.file("realm/roles.toml", "[roles.realm.reader]\n[roles.realm.kept]\n");
    story.converges();
    story.project.file("realm/roles.toml", "[roles.realm.kept]\n");
    let owning = "schema = 1\ndefault_target = \"live\"\n[ownership]\nproject = \"x\"\nmax_deletions = 9\nrealmRole = \"exclusive\"\n";
    story.project.file("realmform.toml", owning);
    let same: Value = (0..500).map(|at| json!({"id": at.to_string()})).collect();
    let told = refused(&story, move |asked| match asked.is("GET", "/roles/reader/users") {
        true => Reply::Json(200, same.clone()),
        false => Reply::Real,
    });
    assert!(told.contains("is the same page again"), "{told}");
    story.project.env("KEYCLOAK_MAX_RESPONSE", "1");
    let told = refused(&story, |asked| match asked.is("GET", "/roles/reader/users") {
        true => Reply::Json(200, (0..500).map(|at| json!({"id": format!("{}-{at}", asked.number)})).collect()),
        false => Reply::Real,
    });
    assert!(told.contains("have more than 65536 objects"), "{told}");
}
