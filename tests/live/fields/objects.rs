//! The walk over every object that a file can declare beside the realm itself: clients, roles, groups, scopes and the others.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_model::Address;

use super::picture::{Picture, differences, whole};
use super::values::{BEFORE, Sample, empty, path, samples, table};
use crate::story::{Story, done};

/// What Keycloak does not take, by any request: a kind, or an object of it, and its field. The apply has to say so before it
/// begins.
const REFUSED: &[(&str, &str)] = &[
    ("client/page", "secret"),
    ("client/saml", "secret"),
    ("client/page", "authorizationServicesEnabled"),
    ("client/saml", "authorizationServicesEnabled"),
    ("protocolMapper", "protocol"),
    ("organization", "alias"),
];

/// What is not walked over, and why.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("client", "type", "the server's feature `client-types` is off by default: ignored without an error"),
    ("client", "protocol", "not alone: the lists of client scopes change with it; `kinds/client.rs` tries that"),
];

/// Texts that cannot be empty.
const NEVER_EMPTY: &[(&str, &str)] = &[
    ("client", "clientAuthenticatorType"),
    ("client", "secret"),
    ("clientScope", "protocol"),
    ("protocolMapper", "protocol"),
    ("protocolMapper", "protocolMapper"),
];

/// What changes together by its nature: a kind or an object, its field, and where else its change shows; `{}` is the
/// object's own path, and `{name}` its name.
const FOLLOWS: &[(&str, &str, &str)] = &[
    // The server works it out.
    ("realmRole", "composites", "{}.composite"),
    ("clientRole", "composites", "{}.composite"),
    // Only a confidential client has a service account, authorization services and a secret.
    ("client", "bearerOnly", "users.{name}"),
    ("client", "bearerOnly", "{}.authorizationServicesEnabled"),
    ("client", "bearerOnly", "{}.authorizationSettings"),
    ("client", "publicClient", "users.{name}"),
    ("client", "publicClient", "{}.authorizationServicesEnabled"),
    ("client", "publicClient", "{}.authorizationSettings"),
    ("client", "publicClient", "{}.secret"),
    ("client", "publicClient", CREATION_TIME),
    // The account comes with a role and with a client scope.
    ("client", "serviceAccountsEnabled", "users.{name}"),
    ("client", "serviceAccountsEnabled", "{}.defaultClientScopes"),
    ("client", "serviceAccountsEnabled", "{}.authorizationServicesEnabled"),
    ("client", "serviceAccountsEnabled", "{}.authorizationSettings"),
    ("client", "authorizationServicesEnabled", "{}.authorizationSettings"),
    ("client", "authorizationServicesEnabled", "users.{name}.clientRoles.{name}"),
];

/// Of the last secret that the server has made up.
const CREATION_TIME: &str = "{}.attributes.client.secret.creation.time";

/// What is not as before at the end: a service account and a secret that were made again, and an attribute of a client scope,
/// which the server keeps as an empty text when it is cleared.
const NEW: &[&str] = &[
    "users.app.id",
    "users.app.createdTimestamp",
    "users.app.clientRoles.app",
    "attributes.client.secret.creation.time",
    "clientScopes.extra.attributes.new",
];

/// The walk, at where its last step has left the realm.
struct Walk {
    story: Story,
    picture: Picture,
    faults: Vec<String>,
}

#[test]
fn each_field_of_each_object_changes_alone() {
    let story = Story::nowhere(BEFORE);
    story.project.env("WALK_BEFORE", "secret-before").env("WALK_AFTER", "secret-after");
    done(story.project.run(&["apply", "--yes", "--target", "live"]));
    story.is_converged();
    let is_left_out =
        |address: &Address, field: &str| LEFT_OUT.iter().any(|(of, it, _)| is_of(of, address) && *it == field);
    let samples = samples(is_left_out, |address, field| is_in(REFUSED, address, field));
    let first = whole(&story);
    let mut walk = Walk { picture: first.clone(), story, faults: Vec::new() };
    for sample in &samples {
        if is_in(REFUSED, &sample.address, sample.field) {
            walk.refused(sample);
            continue;
        }
        walk.change(sample, &sample.after);
        if let Some(empty) = empty(sample.shape).filter(|_| !is_in(NEVER_EMPTY, &sample.address, sample.field)) {
            walk.change(sample, empty);
        }
        walk.change(sample, &sample.before);
        if FOLLOWS.iter().any(|(of, field, _)| is_of(of, &sample.address) && *field == sample.field) {
            walk.restore();
        }
    }
    let objects: BTreeSet<&Address> = samples.iter().map(|sample| &sample.address).collect();
    let of_all: usize = objects.iter().map(|address| kinds::of(address.kind).fields().len()).sum();
    println!("{} of {of_all} fields of {} objects", samples.len(), objects.len());
    println!("refused before the apply: {REFUSED:?}; left out: {LEFT_OUT:?}");
    assert!(walk.faults.is_empty(), "{}", walk.faults.join("\n"));
    let is_new = |path: &str| NEW.iter().any(|end| path.ends_with(end));
    let changed = differences(&first, &walk.picture, is_new);
    assert!(changed.is_empty(), "the realm is not as before the walk: {changed:#?}");
}

impl Walk {
    /// Declares everything again, after what had to change with a field.
    fn restore(&mut self) {
        self.story.declare(BEFORE);
        let apply = || self.story.project.run(&["apply", "--yes", "--target", "live"]);
        let output = apply();
        // The database that comes with Keycloak fails to lock now and then when all tests run at once.
        let is_load = output.status == 6 && output.stdout.contains("returned 500 Internal Server Error");
        done(if is_load { apply() } else { output });
        self.picture = whole(&self.story);
    }

    /// Declares a field as the server does not take it.
    fn refused(&mut self, sample: &Sample) {
        let Sample { address, field, after, .. } = sample;
        self.story.declare(&format!("{}\n{field} = {after}\n", table(address)));
        let applied = self.story.project.run(&["apply", "--yes", "--target", "live"]);
        let is_told = applied.status == 4 && applied.stderr.contains("config/refused");
        if !is_told || self.picture != whole(&self.story) {
            let fault = format!("{address} {field} = {after} is not refused: {}\n{}", applied.status, applied.stderr);
            self.faults.push(fault);
        }
    }

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
    all.map(|(.., shown)| shown.replace("{}", &self::path(&sample.address)).replace("{name}", &sample.address.name))
        .any(|shown| is_at(path, &shown))
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
