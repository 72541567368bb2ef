//! What an apply changed besides its plan: each object that it touched, as it was with the plan's changes, and as it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::doubles;
use realmform_kinds::parts::is_section;
use realmform_kinds::reference::forget;
use realmform_kinds::request::merged;
use realmform_model::path::is_empty;
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
            Action::Grant(link) => link.join(body, true),
            Action::Revoke(link) => link.join(body, false),
            Action::Create { .. } | Action::Delete(_) => {}
        }
    }
    // What falls with a deletion was counted in the plan.
    let deleted: BTreeSet<&Address> = plan.deleted().map(|(_, address)| address).collect();
    let is_gone = |target: &Address| target.lineage().any(|it| deleted.contains(it));
    for (address, body) in expected.iter_mut().filter(|_| !deleted.is_empty()) {
        let followed = kinds::of(address.kind).slots().iter().filter(|slot| slot.followed);
        followed.for_each(|slot| forget(slot, body, &is_gone));
    }
    let found = expected.into_iter().filter_map(|(address, expected)| {
        let (was, is) = (before.objects.get(address)?, now.objects.get(address)?);
        let changes = changes_of(plan, address);
        let mut fields = differences(address.kind, &said(&expected), &said(&is.body));
        fields.extend(changed_secrets(was, is));
        fields.retain(|change| !is_explained(address, &changes, &change.path));
        (!fields.is_empty()).then(|| Besides { address: address.clone(), fields })
    });
    found.collect()
}

/// What a body says: a server leaves out what is empty, and what became empty.
pub(crate) fn said(body: &Body) -> Body {
    let entries = body.iter().map(|(key, value)| match value {
        Value::Object(inner) => (key.clone(), Value::Object(said(inner))),
        other => (key.clone(), other.clone()),
    });
    entries.filter(|(_, value)| !is_empty(value)).collect()
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

/// Whether a difference at the path is no surprise: the plan changes it, or what it belongs to.
fn is_explained(address: &Address, changes: &[&Path], path: &Path) -> bool {
    changes.contains(&path) || belongs(address, changes, path)
}

/// Whether a field changes by its nature when these do, or holds other objects.
pub(crate) fn belongs(address: &Address, changes: &[&Path], path: &Path) -> bool {
    let kind = kinds::of(address.kind);
    let first = |path: &Path| path.0.first().cloned().unwrap_or_default();
    let is_changed = |field: &str| changes.iter().any(|change| first(change) == field);
    let field = first(path);
    // An export's realm holds all other objects.
    let is_elsewhere = address.kind.form() == Form::Side && is_section(&field);
    let is_double = kind.doubles().iter().any(|(field, key)| is_changed(field) && *path == doubles::attribute(key));
    let follows = kind.followers().iter().any(|(of, follower)| *follower == field && is_changed(of));
    is_elsewhere || is_double || follows
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
