//! What a plan touched: the objects that it created, the fields that it changed, what it looked at.

use std::collections::{BTreeMap, BTreeSet};

use crate::saved::View;
use realmform_model::{Action, Address, Body, Path, Plan};

/// What a plan touched.
pub(super) struct Touched<'a> {
    view: View<'a>,
    creates: BTreeSet<&'a Address>,
    paths: BTreeMap<&'a Address, Vec<&'a Path>>,
    /// The objects that it deleted by steps of their own.
    pub deleted: BTreeSet<&'a Address>,
}

impl<'a> Touched<'a> {
    pub(super) fn by(plan: &'a Plan) -> Self {
        let mut paths: BTreeMap<&Address, Vec<&Path>> = BTreeMap::new();
        let mut creates = BTreeSet::new();
        for step in &plan.steps {
            let own = paths.entry(&step.address).or_default();
            match &step.action {
                Action::Create { .. } => _ = creates.insert(&step.address),
                Action::Update { changes, .. } => own.extend(changes.iter().map(|change| &change.path)),
                Action::Grant(link) | Action::Revoke(link) => own.push(&link.path),
                Action::Delete(_) => {}
            }
        }
        let deleted = plan.deleted().map(|(_, address)| address).collect();
        Self { view: View::of(plan), creates, paths, deleted }
    }

    /// Whether the plan creates the object.
    pub(super) fn creates(&self, address: &Address) -> bool {
        self.creates.contains(address)
    }

    /// Whether the object went with one that the plan deleted.
    pub(super) fn is_gone(&self, address: &Address) -> bool {
        address.lineage().any(|it| self.deleted.contains(it))
    }

    /// The paths that it changes in an object.
    pub(super) fn paths(&self, address: &Address) -> &[&'a Path] {
        self.paths.get(address).map_or(&[], Vec::as_slice)
    }

    /// What it looked at in the body of an object.
    pub(super) fn seen(&self, address: &Address, body: &Body) -> Body {
        self.view.in_body(address, body)
    }
}
