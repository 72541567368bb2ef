//! An object that has one key twice.

use realmform_kinds::names;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "export/duplicate-key",
    severity: Severity::Error,
    title: "An object has one key twice",
    why: "Of two values under one key Keycloak takes the last without a word, and other programs take the first or refuse \
          the file: who reads `\"publicClient\": false` at the top of a client does not see that it is switched on below. \
          No program writes such a file; it is what a merge by hand leaves behind, or a trick on a reviewer.",
    fix: "keep the one that is meant",
    links: &["https://www.rfc-editor.org/rfc/rfc8259#section-4"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": false, "publicClient": true}]}"#,
        r#"{"realm": "r", "roles": {"client": {"shop": []}, "client": {}}}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"a": "1", "A": "1"}}, {"clientId": "b", "attributes": {"a": "1"}}]}"#,
    ],
};

/// One step of the way to a value.
enum Step<'j> {
    Key(&'j str),
    At(usize),
}

fn check(context: &Context, report: &mut Report) {
    if !context.is_export {
        return;
    }
    match context.realm() {
        Some(realm) => visit(&realm.body, &mut Vec::new(), realm, report),
        None => context
            .of_kind(names::USER)
            .map(|(_, it)| it)
            .for_each(|user| visit(&user.body, &mut Vec::new(), user, report)),
    }
}

fn visit<'j>(value: &'j Json, way: &mut Vec<Step<'j>>, subject: &Subject, report: &mut Report) {
    let entries = value.entries();
    for key in twins(entries) {
        let mut all = entries.iter().filter(|(other, _)| other == key);
        let (Some(first), Some(last), more) = (all.next(), all.next_back(), all.count()) else { continue };
        let times = if more == 0 { "twice".to_owned() } else { format!("{} times", more + 2) };
        let message = format!("`{key}` is there {times}{}, and the last one counts", shown(way));
        let told = report.at_span(subject, &subject.place_of_entry(last), message);
        told.and_at("the first one", &subject.place_of_entry(first));
    }
    for (key, inner) in entries.iter().filter(|(_, inner)| !inner.is_empty()) {
        way.push(Step::Key(key));
        visit(inner, way, subject, report);
        way.pop();
    }
    for (position, inner) in value.items().iter().enumerate().filter(|(_, inner)| !inner.is_empty()) {
        way.push(Step::At(position));
        visit(inner, way, subject, report);
        way.pop();
    }
}

/// Keys that are there more than once, each told once.
fn twins<'e>(entries: &'e [(Cow<str>, Json)]) -> BTreeSet<&'e str> {
    let again = |at: &usize| entries[..*at].iter().any(|(other, _)| *other == entries[*at].0);
    // Few keys are compared sooner than they are hashed.
    if entries.len() <= 32 {
        return (1..entries.len()).filter(again).map(|at| entries[at].0.as_ref()).collect();
    }
    let mut seen: HashSet<&str> = HashSet::with_capacity(entries.len());
    entries.iter().map(|(key, _)| key.as_ref()).filter(|key| !seen.insert(key)).collect()
}

fn shown(way: &[Step]) -> String {
    let steps = way.iter().map(|step| match step {
        Step::Key(key) => (*key).to_owned(),
        Step::At(position) => format!("[{position}]"),
    });
    let steps: Vec<String> = steps.collect();
    if steps.is_empty() { String::new() } else { format!(" in `{}`", steps.join(".")) }
}
