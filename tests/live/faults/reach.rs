//! Servers that are not there yet, or nowhere.

use std::time::Duration;

use super::{Fake, Reply, Story, checked, keycloak};

#[test]
fn a_server_that_comes_up_is_waited_for_as_long_as_that_is_asked_for() {
    let story = Story::new("comesup");
    let fake = Fake::after(keycloak(), Duration::from_secs(3));
    story.project.env("KEYCLOAK_ADMIN_URL", &format!("{}/admin/realms/{}", fake.base_url(), story.realm));
    story.project.env("KEYCLOAK_RETRY", "60");
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    story.converges();
}

#[test]
fn connections_that_are_closed_without_a_word_are_made_anew() {
    let story = Story::new("closed");
    story.project.env("KEYCLOAK_RETRY", "60");
    let fake = story.through(|asked| if asked.number % 3 == 0 { Reply::Closed } else { Reply::Real });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert!(fake.requests() > 10);
    story.converges();
}

#[test]
fn a_name_without_an_address_is_told() {
    let story = Story::without_realm("noname");
    story.project.env("KEYCLOAK_ADMIN_URL", "http://keycloak.invalid/admin/realms/x");
    story.project.env("REALMFORM_ALLOW_PLAINTEXT", "1");
    let told = story.refused(&["plan"]);
    // The words in between are the system's own.
    let (first, rest) = told.split_once("http://keycloak.invalid: ").unwrap_or_else(|| panic!("{told}"));
    assert_eq!(first, "exit 3\nerror: cannot resolve the host of ");
    assert!(rest.ends_with("help: check the host in KEYCLOAK_ADMIN_URL, and the DNS of this machine"), "{rest}");
}
