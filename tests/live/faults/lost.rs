//! Writes whose answers are lost: what the server did is found and not done twice, what it did not do is done.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};

use super::{Asked, Fake, Reply, Story, checked, keycloak};

/// One of each kind, with all that joins.
const FIRST: &str = r#"
[realm]
organizationsEnabled = true
[roles.realm.reader]
description = "Reads"
attributes.team = ["a", "b"]
[roles.realm.editor]
composites.realm = ["reader"]
composites.client.web = ["use"]
[clientScopes.shop]
description = "The shop"
protocol = "openid-connect"
[clientScopes.shop.protocolMappers.audience]
protocolMapper = "oidc-audience-mapper"
config."included.client.audience" = "web"
[clients.web]
description = "The web"
redirectUris = ["https://example.com/*"]
defaultClientScopes = ["basic", "shop"]
[clients.robot]
publicClient = false
standardFlowEnabled = false
serviceAccountsEnabled = true
serviceAccount.realmRoles = ["reader"]
serviceAccount.clientRoles.web = ["use"]
[roles.client.web.use]
description = "Uses"
[groups."/staff"]
attributes.site = ["x"]
realmRoles = ["reader"]
[groups."/staff/editors"]
clientRoles.web = ["use"]
[organizations.acme]
description = "Acme"
domains."acme.example".verified = false
"#;

/// Each of them changed, two renamed, and what joined partly taken away.
const SECOND: &str = r#"
[realm]
organizationsEnabled = true
displayName = "Shop"
[roles.realm.reader]
description = "Reads all"
attributes.team = ["a"]
[roles.realm.editor]
composites.realm = []
composites.client.web-ui = ["use"]
[clientScopes.shop]
description = "The whole shop"
protocol = "openid-connect"
[clientScopes.shop.protocolMappers.audience]
protocolMapper = "oidc-audience-mapper"
config."included.client.audience" = "web-ui"
[clients.web-ui]
description = "The web"
redirectUris = ["https://example.com/*", "https://example.org/*"]
defaultClientScopes = ["basic"]
[clients.robot]
serviceAccountsEnabled = true
serviceAccount.realmRoles = []
serviceAccount.clientRoles.web-ui = ["use"]
[roles.client.web-ui.use]
description = "Uses it"
[groups."/staff"]
attributes.site = ["y"]
realmRoles = ["editor"]
[groups."/staff/writers"]
clientRoles.web-ui = []
[organizations.acme]
description = "Acme and sons"
domains."acme.example".verified = true
[[moved]]
kind = "client"
from = "web"
to = "web-ui"
[[moved]]
kind = "group"
from = "/staff/editors"
to = "/staff/writers"
"#;

/// And all of them gone.
const THIRD: &str = "[realm]\norganizationsEnabled = true\n";

/// What is made is deleted when it is no longer declared.
fn owning(prefix: &str) -> Story {
    let story = Story::new(prefix);
    let kinds = ["clientScope", "client", "clientRole", "realmRole", "group", "protocolMapper", "organization"];
    let rules: String = kinds.iter().map(|kind| format!("{kind} = \"managed\"\n")).collect();
    let ownership = format!("[ownership]\nproject = \"shop\"\nmax_deletions = 99\n{rules}");
    story.project.file("realmform.toml", &format!("schema = 1\ndefault_target = \"live\"\n{ownership}"));
    story
}

/// What is there, by names: what is there twice is told twice.
fn names(realm: &str) -> Vec<String> {
    let path = format!("/{realm}/partial-export?exportClients=true&exportGroupsAndRoles=true");
    let export = keycloak().admin().post(&path, &Value::Null).ok();
    let mut found = Vec::new();
    let mut walk = vec![("".to_owned(), &export)];
    while let Some((place, value)) = walk.pop() {
        let name = ["clientId", "name", "username"].iter().find_map(|key| value.get(key)?.as_str());
        let place = name.map_or(place.clone(), |name| format!("{place}/{}", name.replace(realm, "<realm>")));
        if name.is_some() {
            found.push(place.clone());
        }
        match value {
            Value::Array(items) => walk.extend(items.iter().map(|item| (place.clone(), item))),
            Value::Object(fields) => {
                walk.extend(fields.iter().map(|(key, field)| (format!("{place}/{key}"), field)));
            }
            Value::String(text) => {
                found.push(format!("{place}={}", if place.ends_with("/id") || text.len() > 60 { "…" } else { text }))
            }
            _ => {}
        }
    }
    // Keys and the like, which each realm has of its own.
    let is_own = |line: &str| line.starts_with("/components") || line.contains("Id=") || line.contains(".time=");
    found.retain(|line| !is_own(line));
    found.iter_mut().for_each(|line| *line = line.replace(realm, "<realm>"));
    found.sort();
    found
}

/// The same applies without a fault.
fn undisturbed() -> [Vec<String>; 3] {
    let story = owning("undisturbed");
    [FIRST, SECOND, THIRD].map(|toml| {
        story.project.file("realm/roles.toml", toml);
        story.converges();
        names(&story.realm)
    })
}

/// All applies succeed though each write is spoiled once, and the realm is as if nothing had happened.
#[track_caller]
fn survives(prefix: &str, spoiled: Reply) {
    let story = owning(prefix);
    story.project.env("KEYCLOAK_TIMEOUT", "3").env("KEYCLOAK_RETRY", "60");
    for (toml, expected) in [FIRST, SECOND, THIRD].into_iter().zip(undisturbed()) {
        story.project.file("realm/roles.toml", toml);
        let fake = spoil_each_write(&story, spoiled.clone());
        let output = checked(story.project.run(&["apply", "--yes"]));
        assert_eq!(output.status, 0, "{output:#?}");
        fake.settle();
        similar_asserted(&names(&story.realm), &expected);
        story.straight();
        assert_eq!(story.project.run(&["plan", "--detailed-exitcode"]).status, 0);
    }
}

/// The first time that each write is asked for.
fn spoil_each_write(story: &Story, spoiled: Reply) -> Fake {
    let known = Mutex::new(BTreeSet::new());
    story.through(move |asked: &Asked| {
        let is_new = || {
            let request = (asked.method.clone(), asked.path.clone(), asked.body.clone());
            known.lock().expect("what was asked").insert(request)
        };
        if asked.writes() && is_new() { spoiled.clone() } else { Reply::Real }
    })
}

#[track_caller]
fn similar_asserted(found: &[String], expected: &[String]) {
    let lost: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
    let more: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
    assert!(found == expected, "missing {lost:#?}\ntoo much {more:#?}\n{} and {} in all", found.len(), expected.len());
}

#[test]
fn writes_whose_answers_break_off_are_found_done() {
    survives("brokenoff", Reply::Lost);
}

#[test]
fn writes_that_never_arrived_are_sent_again() {
    survives("neverarrived", Reply::Closed);
}

#[test]
fn writes_that_a_gateway_calls_failed_though_they_were_done_are_found_done() {
    survives("gateway", Reply::Instead(502));
}

#[test]
fn writes_that_are_done_and_not_answered_in_time_are_found_done() {
    survives("silent", Reply::LateSilent(Duration::from_secs(5)));
}

#[test]
fn writes_that_a_gateway_did_not_pass_on_are_sent_again() {
    survives("unavailable", Reply::Json(504, json!({})));
}

#[test]
fn what_a_gateway_gave_up_on_is_looked_for_and_not_made_a_second_time() {
    for status in [502, 504] {
        let story = Story::new("gaveup");
        let fake = story.through(move |asked| match asked.is("POST", "/roles") {
            true => Reply::Instead(status),
            false => Reply::Real,
        });
        let output = checked(story.project.run(&["apply", "--yes"]));
        assert_eq!(output.status, 0, "{output:#?}");
        assert_eq!(fake.count("POST", "/roles"), 1, "{status}");
    }
}

#[test]
fn a_realm_whose_making_is_not_answered_is_found_made() {
    let story = Story::without_realm("unanswered");
    story.project.file("realm/roles.toml", FIRST);
    let fake = story.through(|asked| match asked.is("POST", "/admin/realms") {
        true => Reply::Lost,
        false => Reply::Real,
    });
    let output = checked(story.project.run(&["apply", "--yes"]));
    assert_eq!(output.status, 0, "{output:#?}");
    assert_eq!(fake.count("POST", "/admin/realms"), 1);
    story.straight();
    assert_eq!(story.project.run(&["plan", "--detailed-exitcode"]).status, 0);
}

#[test]
fn what_somebody_else_made_while_an_answer_was_lost_is_told_and_left_alone() {
    let story = Story::new("elsewhere");
    let realm = story.realm.clone();
    story.through(move |asked| {
        if asked.is("POST", "/roles") && asked.before == 0 {
            let theirs = json!({"name": "reader", "description": "Theirs"});
            keycloak().admin().post(&format!("/{realm}/roles"), &theirs).ok();
            return Reply::Closed;
        }
        Reply::Real
    });
    let told = story.refused(&["apply", "--yes"]);
    assert!(told.starts_with("exit 6") && told.contains("409 Conflict"), "{told}");
    let role = keycloak().admin().get(&format!("/{}/roles/reader", story.realm));
    assert_eq!(role["description"], "Theirs");
    story.converges();
}
