//! A lock while a step takes long: it is renewed, and once it is lost no further step begins.

use std::time::Duration;

use super::{Fake, Reply, Story, checked, keycloak};

/// Longer than the pause between two renewals.
const LONG: Duration = Duration::from_secs(23);

/// A role, and a group that is given it.
const TWO_STEPS: &str = "[roles.realm.reader]\n[groups.\"/staff\"]\nrealmRoles = [\"reader\"]\n";

/// The ends of the lock that were asked for, in seconds since 1970, in their order.
fn ends(fake: &Fake) -> Vec<i64> {
    let locks = fake.bodies().into_iter().filter(|body| body["name"] == "realmform-lock");
    locks.map(|body| body["attributes"]["realmform.expires"].as_str().unwrap().parse().unwrap()).collect()
}

#[test]
fn a_lock_is_renewed_for_as_long_as_a_step_takes() {
    let story = Story::new("renewed");
    let fake = story.through(|asked| match asked.is("POST", "/roles") {
        true => Reply::Slow(LONG),
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    let ends = ends(&fake);
    assert!(ends.len() == 2 && (19..=25).contains(&(ends[1] - ends[0])), "{ends:?}");
    let scopes = keycloak().admin().get(&format!("/{}/client-scopes", story.realm));
    assert!(!scopes.to_string().contains("realmform-lock"), "it is given back");
}

#[test]
fn once_the_lock_is_lost_no_further_step_begins() {
    let story = Story::new("locklost");
    story.project.file("realm/roles.toml", TWO_STEPS);
    let realm = story.realm.clone();
    story.through(move |asked| {
        if asked.is("POST", "/roles") {
            // Meanwhile somebody takes the lock away.
            let admin = keycloak().admin();
            let scopes = admin.get(&format!("/{realm}/client-scopes"));
            let lock = scopes.as_array().unwrap().iter().find(|scope| scope["name"] == "realmform-lock").unwrap();
            admin.delete(&format!("/{realm}/client-scopes/{}", lock["id"].as_str().unwrap())).ok();
            return Reply::Slow(LONG);
        }
        Reply::Real
    });
    let told = story.refused(&["apply", "--yes"]);
    assert!(told.starts_with("exit 6"), "{told}");
    assert!(told.contains("1 not started"), "{told}");
    assert!(told.contains("error: lost the lock: it was removed"), "{told}");
    story.converges();
}
