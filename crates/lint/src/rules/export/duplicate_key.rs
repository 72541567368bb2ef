//! An object that has the same key twice.

use realmform_kinds::names;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "export/duplicate-key",
    severity: Severity::Error,
    title: "An object has the same key twice",
    why: "Of two values for one key, Keycloak silently uses the last; other programs use the first or reject the file. \
          Whoever reads `\"publicClient\": false` at the top of a client does not see that it is set to `true` further \
          down. No program writes such a file: it is left over from a manual merge, or is meant to trick a reviewer.",
    fix: "keep only the intended value",
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

/// One step of the path to a value.
enum PathStep<'j> {
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

fn visit<'j>(value: &'j Json, way: &mut Vec<PathStep<'j>>, subject: &Subject, report: &mut Report) {
    let entries = value.entries();
    for key in twins(entries) {
        let mut all = entries.iter().filter(|(other, _)| other == key);
        let (Some(first), Some(last), more) = (all.next(), all.next_back(), all.count()) else { continue };
        let times = if more == 0 { "twice".to_owned() } else { format!("{} times", more + 2) };
        let message = format!("`{key}` appears {times}{}; only the last value counts", shown(way));
        let told = report.at_span(subject, &subject.place_of_entry(last), message);
        told.and_at("first set here", &subject.place_of_entry(first));
    }
    for (key, inner) in entries.iter().filter(|(_, inner)| !inner.is_empty()) {
        way.push(PathStep::Key(key));
        visit(inner, way, subject, report);
        way.pop();
    }
    for (position, inner) in value.items().iter().enumerate().filter(|(_, inner)| !inner.is_empty()) {
        way.push(PathStep::At(position));
        visit(inner, way, subject, report);
        way.pop();
    }
}

/// Keys that appear more than once, each reported once.
fn twins<'e>(entries: &'e [(Cow<str>, Json)]) -> BTreeSet<&'e str> {
    let again = |at: &usize| entries[..*at].iter().any(|(other, _)| *other == entries[*at].0);
    // Comparing a few keys is faster than hashing them.
    if entries.len() <= 32 {
        return (1..entries.len()).filter(again).map(|at| entries[at].0.as_ref()).collect();
    }
    let mut seen: HashSet<&str> = HashSet::with_capacity(entries.len());
    entries.iter().map(|(key, _)| key.as_ref()).filter(|key| !seen.insert(key)).collect()
}

fn shown(way: &[PathStep]) -> String {
    let steps = way.iter().map(|step| match step {
        PathStep::Key(key) => (*key).to_owned(),
        PathStep::At(position) => format!("[{position}]"),
    });
    let steps: Vec<String> = steps.collect();
    if steps.is_empty() { String::new() } else { format!(" in `{}`", steps.join(".")) }
}
