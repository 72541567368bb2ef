//! What an apply changed besides its plan: each object that it touched, as it was with the plan's changes, and as it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::parts::is_section;
use realmform_kinds::request::merged;
use realmform_model::{Action, Address, Body, Change, Delta, Form, Live, Object, Path, Plan};

use crate::saved::differences;

/// An object that is not as the plan leaves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Besides {
    /// The object.
    pub address: Address,
    /// The fields: as the plan leaves them, and as they are.
    pub fields: Vec<Change>,
}

/// The objects that lived before the plan and that it changed, joined or renamed.
pub fn touched(plan: &Plan) -> BTreeSet<&Address> {
    let changes = |action: &Action| match action {
        Action::Update { .. } | Action::Grant(_) | Action::Revoke(_) => true,
        Action::Create { .. } | Action::Delete(_) => false,
    };
    plan.steps.iter().filter(|step| changes(&step.action)).map(|step| &step.address).collect()
}

/// What changed in the touched objects and is in no step. Both sides are read in the same way, under the plan's names.
pub fn besides(plan: &Plan, before: &Live, now: &Live) -> Vec<Besides> {
    let mut expected: BTreeMap<&Address, Body> = BTreeMap::new();
    for address in touched(plan) {
        expected.extend(before.objects.get(address).map(|object| (address, object.body.clone())));
    }
    for step in &plan.steps {
        let Some(body) = expected.get_mut(&step.address) else { continue };
        match &step.action {
            Action::Update { changes, .. } => {
                *body = merged(Some(&Object { body: std::mem::take(body), ..Object::default() }), changes);
            }
            Action::Grant(link) => join(body, &link.path, &link.targets, true),
            Action::Revoke(link) => join(body, &link.path, &link.targets, false),
            Action::Create { .. } | Action::Delete(_) => {}
        }
    }
    let found = expected.into_iter().filter_map(|(address, expected)| {
        let (was, is) = (before.objects.get(address)?, now.objects.get(address)?);
        let changes = changes_of(plan, address);
        let mut fields = differences(&said(&expected), &said(&is.body));
        fields.retain(|change| {
            let is_elsewhere =
                address.kind.form() == Form::Side && change.path.0.first().is_some_and(|key| is_section(key));
            !is_elsewhere
                && !is_double(address, &changes, &change.path)
                && !follows(address, &changes, &change.path)
                && !changes.contains(&&change.path)
        });
        let secrets = changed_secrets(was, is).filter(|change| !changes.contains(&&change.path));
        fields.extend(secrets.filter(|change| !follows(address, &changes, &change.path)));
        (!fields.is_empty()).then(|| Besides { address: address.clone(), fields })
    });
    found.collect()
}

/// What a body says: a server leaves out what is empty, and what became empty.
fn said(body: &Body) -> Body {
    let entries = body.iter().filter_map(|(key, value)| {
        let value = match value {
            Value::Object(inner) => Value::Object(said(inner)),
            other => other.clone(),
        };
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(inner) => inner.is_empty(),
            _ => false,
        };
        (!is_empty).then(|| (key.clone(), value))
    });
    entries.collect()
}

/// The paths that the steps change: what became of these, the next plan tells.
fn changes_of<'p>(plan: &'p Plan, address: &Address) -> Vec<&'p Path> {
    let own = plan.steps.iter().filter(|step| step.address == *address);
    own.flat_map(|step| match &step.action {
        Action::Update { changes, .. } => changes.iter().map(|change| &change.path).collect(),
        Action::Grant(link) | Action::Revoke(link) => vec![&link.path],
        Action::Create { .. } | Action::Delete(_) => Vec::new(),
    })
    .collect()
}

/// Whether it is the attribute that a changed field is shown as, too.
fn is_double(address: &Address, changes: &[&Path], path: &Path) -> bool {
    let mut doubles = kinds::of(address.kind).doubles().iter();
    doubles.any(|(field, key)| *path == Path::of(&["attributes", key]) && changes.contains(&&Path::of(&[field])))
}

/// Whether the server works the field out from one that the plan changes.
fn follows(address: &Address, changes: &[&Path], path: &Path) -> bool {
    let first = |path: &Path| path.0.first().cloned().unwrap_or_default();
    let field = first(path);
    let followers = kinds::of(address.kind).followers().iter();
    followers.filter(|(_, follower)| *follower == field).any(|(of, _)| changes.iter().any(|it| first(it) == *of))
}

fn join(body: &mut Body, path: &Path, targets: &[Address], adds: bool) {
    let mut names = path.get(body).and_then(Value::as_array).cloned().unwrap_or_default();
    for target in targets {
        let name = Value::from(target.shown_name());
        names.retain(|present| *present != name);
        if adds {
            names.push(name);
        }
    }
    path.set(body, Some(Value::Array(names)));
}

/// Secrets that are others than before; one that is masked cannot be compared.
fn changed_secrets(was: &Object, is: &Object) -> impl Iterator<Item = Change> {
    use secrecy::ExposeSecret;
    let differ = was.secrets.iter().filter(|(path, before)| match (before, is.secrets.get(*path)) {
        (Some(before), Some(Some(now))) => before.expose_secret() != now.expose_secret(),
        (_, Some(_)) => false,
        (_, None) => true,
    });
    differ.map(|(path, _)| Change { path: path.clone(), delta: Delta::Secret, follows: Vec::new() })
}
