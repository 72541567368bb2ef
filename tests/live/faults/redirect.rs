//! Redirects, which are never followed: no password, token or body reaches an address that the user did not name.

use serde_json::json;

use super::{Fake, Reply, Story, checked, keycloak};

/// A project whose requests that end so are redirected to another server, and that server.
fn redirected(prefix: &str, status: u16, method: &'static str, end: &'static str) -> (Story, Fake) {
    let other = Fake::before(keycloak(), |_| Reply::Real);
    let story = Story::new(prefix);
    let elsewhere = other.base_url();
    story.through(move |asked| match asked.is(method, end) {
        true => Reply::Redirect(status, format!("{elsewhere}{}?code=hush", asked.path)),
        false => Reply::Real,
    });
    (story, other)
}

#[test]
fn a_password_goes_to_no_other_host() {
    for status in [301, 302, 303, 307, 308] {
        let (story, other) = redirected("redirtoken", status, "POST", "/token");
        let told = story.refused(&["plan"]);
        assert!(told.starts_with("exit 3\nerror: POST /realms/master/protocol/openid-connect/token was redirected to"));
        assert!(told.contains("redirects are not followed") && told.contains("KEYCLOAK_ADMIN_URL"), "{told}");
        assert!(!told.contains("hush"), "{told}");
        assert_eq!(other.requests(), 0, "{status}");
    }
}

#[test]
fn a_token_or_a_body_goes_to_no_other_host() {
    for (status, method, end, command) in
        [(302, "GET", "/clients", &["plan"][..]), (307, "POST", "/roles", &["apply", "--yes"][..])]
    {
        let (story, other) = redirected("redirbody", status, method, end);
        let told = story.refused(command);
        assert!(told.contains("redirects are not followed") && !told.contains("hush"), "{told}");
        assert_eq!(other.requests(), 0);
        story.converges();
    }
}

/// A number that no clock can hold is no reason to end in a panic.
#[test]
fn a_token_that_lives_for_ages_is_used_for_a_while() {
    let story = Story::new("ages");
    story.through(|asked| match asked.is("POST", "/token") {
        true => Reply::Json(200, json!({"access_token": keycloak().admin_token(), "expires_in": u64::MAX})),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
}
