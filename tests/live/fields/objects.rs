//! The walk over every object that a file can declare beside the realm itself: clients, roles, groups, scopes and the others.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_model::Address;

use super::picture::{Picture, differences, whole};
use super::values::{BEFORE, Sample, empty, path, samples, table};
use crate::story::{Story, done};

/// What Keycloak does not take, by any request, and why: a kind, or an object of it, and its field.
const REFUSED: &[(&str, &str, &str)] = &[
    ("client", "type", "the server's feature `client-types` is off by default: ignored without an error"),
    ("client/page", "secret", "a public client has no secret"),
    ("client/saml", "secret", "a SAML client has no secret"),
    ("protocolMapper", "consentRequired", "an obsolete field that the server ignores"),
    ("protocolMapper", "consentText", "an obsolete field that the server ignores"),
];

/// Texts that cannot be empty.
const NEVER_EMPTY: &[(&str, &str)] = &[
    ("client", "clientAuthenticatorType"),
    ("client", "protocol"),
    ("client", "secret"),
    ("clientScope", "protocol"),
    ("protocolMapper", "protocol"),
    ("protocolMapper", "protocolMapper"),
];

/// What changes together by its nature: a kind or an object, its field, and where else its change shows; `{}` is the
/// object's own path.
const FOLLOWS: &[(&str, &str, &str)] = &[
    // The server works it out.
    ("realmRole", "composites", "{}.composite"),
    ("clientRole", "composites", "{}.composite"),
];

/// The walk, at where its last step has left the realm.
struct Walk {
    story: Story,
    picture: Picture,
    faults: Vec<String>,
}

#[test]
fn each_field_of_each_object_changes_alone() {
    let story = Story::new(BEFORE);
    story.project.env("WALK_BEFORE", "secret-before").env("WALK_AFTER", "secret-after");
    done(story.project.run(&["apply", "--yes", "--target", "live"]));
    story.is_converged();
    let samples = samples(|address, field| refusal(address, field).is_some());
    let first = whole(&story);
    let mut walk = Walk { picture: first.clone(), story, faults: Vec::new() };
    for sample in &samples {
        walk.change(sample, &sample.after);
        if let Some(empty) = empty(sample.shape).filter(|_| !is_in(NEVER_EMPTY, &sample.address, sample.field)) {
            walk.change(sample, empty);
        }
        walk.change(sample, &sample.before);
    }
    let objects: BTreeSet<&Address> = samples.iter().map(|sample| &sample.address).collect();
    let of_all: usize = objects.iter().map(|address| kinds::of(address.kind).fields().len()).sum();
    println!("{} of {of_all} fields of {} objects; refused by the server: {REFUSED:?}", samples.len(), objects.len());
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    let changed = differences(&first, &walk.picture, |_| false);
    assert!(changed.is_empty(), "the realm is not as before the walk: {changed:#?}");
}

impl Walk {
    /// Declares one field alone, applies, and looks at the whole realm.
    fn change(&mut self, sample: &Sample, value: &str) {
        let Sample { address, field, .. } = sample;
        self.story.declare(&format!("{}\n{field} = {value}\n", table(address)));
        let applied = self.story.project.run(&["apply", "--yes", "--target", "live"]);
        let after = whole(&self.story);
        let own = format!("{}.{field}", path(address));
        let is_own = |path: &str| is_at(path, &own) || scope_mappings(sample, path) || follows(sample, path);
        let others = differences(&self.picture, &after, is_own);
        let fault = if applied.status != 0 {
            Some(format!("apply ends with {}\n{}{}", applied.status, applied.stdout, applied.stderr))
        } else if !applied.stdout.contains("Applied") {
            Some(format!("nothing to apply; choose another value\n{}", applied.stdout))
        } else if !others.is_empty() {
            Some(format!("changes more than itself: {others:#?}"))
        } else if self.picture == after {
            Some("the server has the value from before".to_owned())
        } else {
            None
        };
        self.faults.extend(fault.map(|fault| format!("{address} {field} = {value}: {fault}")));
        self.picture = after;
    }
}

/// A list of the realm has these in an export.
fn scope_mappings(sample: &Sample, path: &str) -> bool {
    let mut keys = path.split('.');
    let is_list = matches!(keys.next(), Some("scopeMappings" | "clientScopeMappings"));
    sample.field == "scopeMappings" && is_list && keys.any(|key| key == sample.address.name)
}

fn follows(sample: &Sample, path: &str) -> bool {
    let all = FOLLOWS.iter().filter(|(of, field, _)| is_of(of, &sample.address) && *field == sample.field);
    all.map(|(.., shown)| shown.replace("{}", &self::path(&sample.address))).any(|shown| is_at(path, &shown))
}

fn refusal(address: &Address, field: &str) -> Option<&'static str> {
    REFUSED.iter().find(|(of, it, _)| is_of(of, address) && *it == field).map(|(.., why)| *why)
}

fn is_in(list: &[(&str, &str)], address: &Address, field: &str) -> bool {
    list.iter().any(|(of, it)| is_of(of, address) && *it == field)
}

/// Whether the word is the object's kind or its address.
fn is_of(word: &str, address: &Address) -> bool {
    address.kind.as_str() == word || address.to_string() == word
}

/// Whether the path is this one, or below it.
fn is_at(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
