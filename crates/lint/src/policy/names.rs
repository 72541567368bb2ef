//! A table of names beside the Naming document's own, near misses above all: `names.toml` has the names of each kind,
//! and what the shipped policy says of them, to the letter.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use toml_edit::Document;

use super::tests::judge;

const TABLE: &str = include_str!("names.toml");
const RIGHT: &str = "right";

/// Kind, name and message.
fn table() -> Vec<(String, String, String)> {
    let document = Document::parse(TABLE).unwrap();
    let mut rows = Vec::new();
    for (kind, names) in document.as_table() {
        for (name, message) in names.as_table().unwrap() {
            rows.push((kind.to_owned(), name.to_owned(), message.as_str().unwrap().to_owned()));
        }
    }
    rows
}

#[test]
fn the_table_is_what_the_shipped_policy_says() {
    let mut other = String::new();
    for (kind, name, expected) in table() {
        let said = judge(&kind, &name).map_or_else(
            || RIGHT.to_owned(),
            |judgement| judgement.message.split_once("`: ").map(|(_, problems)| problems.to_owned()).unwrap(),
        );
        if said != expected {
            other.push_str(&format!("{kind} {name:?}\n  expected: {expected}\n  said:     {said}\n"));
        }
    }
    assert!(other.is_empty(), "{other}");
}

#[test]
fn the_table_has_more_than_a_hundred_wrong_names_and_some_that_only_look_wrong() {
    let (right, wrong): (Vec<_>, Vec<_>) = table().into_iter().partition(|(_, _, message)| message == RIGHT);
    assert!(wrong.len() > 200 && right.len() >= 10, "{} {}", wrong.len(), right.len());
}

#[test]
fn what_the_table_has_to_be_written_is_right() {
    for (kind, name, _) in table() {
        let suggestion = judge(&kind, &name).and_then(|judgement| judgement.suggestion);
        assert!(suggestion.is_none_or(|suggestion| judge(&kind, &suggestion).is_none()), "{kind} {name}");
    }
}

#[test]
fn a_letter_that_only_looks_right_is_put_right() {
    for (kind, right) in
        [("client", "athyper-api-runtime"), ("organization", "prod_ca"), ("group", "/neon/persona/agent")]
    {
        for (plain, alike) in [('a', 'а'), ('e', 'е'), ('o', 'ο'), ('p', 'р')] {
            if right.contains(plain) {
                let name = right.replacen(plain, &alike.to_string(), 1);
                assert_eq!(judge(kind, &name).unwrap().suggestion.as_deref(), Some(right), "{name}");
            }
        }
    }
}

#[test]
fn a_very_long_name_is_shown_in_short() {
    let name = format!("neon-svc-{}", "x".repeat(1 << 20));
    assert_eq!(judge("client", &name), None, "no length is too long for a pattern");
    let message = judge("client", &format!("neon_svc_{}", "x".repeat(1 << 20))).unwrap().message;
    let start = format!("neon_svc_{}", "x".repeat(91));
    assert_eq!(message, format!("`{start}…`: does not follow `<product>-<type>-<name>` or `<product>-web`"));
    let groups = format!("/neon{}", "/x".repeat(1_000));
    assert!(judge("group", &groups).unwrap().message.len() < 200);
}
