//! Objects that Keycloak makes with a new realm or a new client: the plan that makes these could not see them yet.

use std::borrow::Cow;

use serde_json::Value;

use super::{Run, is_realm};
use crate::keycloak::http::Repeat;
use realmform_kinds::kind::Endpoint;
use realmform_kinds::place::object;
use realmform_kinds::reference::{Slot, references};
use realmform_kinds::steps;
use realmform_model::{Action, Address, Body, Change, Delta, Failure, Link, Path, Side, Step, diff};

impl Run<'_> {
    /// Whether the step is about an object that may be there already, by Keycloak itself: it comes with the realm, or with what
    /// it lives in, such as `uma_protection` with a client.
    pub(super) fn may_adopt(&self, step: &Step) -> bool {
        let is_made = |address: &Address| {
            let mut steps = self.plan.steps.iter();
            steps.any(|it| it.address == *address && matches!(it.action, Action::Create { .. }))
        };
        let comes_with = || step.address.lineage().skip(1).any(is_made);
        !is_realm(&step.address) && (self.live.absent.contains(&Side::Realm) || comes_with())
    }

    /// Whether it is one that Keycloak makes in every realm. It is looked at before a step is done: where nobody may make or
    /// change such an object, as in `realm-management`, the server refuses to before it says that all is as it should be.
    pub(super) fn is_keycloaks(&self, step: &Step) -> bool {
        realmform_kinds::is_built_in(&step.address, Some(self.live)) && self.may_adopt(step)
    }

    /// What of a step is not done yet by Keycloak itself; `None` where nothing is left.
    pub(super) async fn left_of<'a>(
        &self,
        kind: &dyn Endpoint,
        step: &'a Step,
    ) -> Result<Option<Cow<'a, Step>>, Failure> {
        let whole = Ok(Some(Cow::Borrowed(step)));
        let is_new_realm = is_realm(&step.address) && self.live.absent.contains(&Side::Realm);
        if !is_new_realm && !self.is_keycloaks(step) {
            return whole;
        }
        match &step.action {
            Action::Create { .. } if !is_new_realm => {
                let Some(found) = self.shown(&step.address).await? else { return whole };
                self.adopt(kind, step, found).await?;
                Ok(None)
            }
            Action::Grant(link) => {
                let Some(found) = self.shown(&step.address).await? else { return whole };
                let there = self.linked_now(kind, found, [&link.path].into_iter()).await?;
                let is_there = |target: &Address| there.iter().any(|it| it.path == link.path && it.target == *target);
                let targets: Vec<_> = link.targets.iter().filter(|it| !is_there(it)).cloned().collect();
                let link = Link { path: link.path.clone(), targets };
                Ok((!link.targets.is_empty()).then(|| Cow::Owned(Step { action: Action::Grant(link), ..step.clone() })))
            }
            Action::Create { .. } | Action::Update { .. } | Action::Revoke(_) | Action::Delete(_) => whole,
        }
    }

    /// Gives what was found the declared fields. What has them already is left alone.
    pub(super) async fn adopt(&self, kind: &dyn Endpoint, step: &Step, mut found: Body) -> Result<(), Failure> {
        let Action::Create { body, secrets } = &step.action else { return Ok(()) };
        let filled: Vec<Slot> = kind.slots().iter().filter(|slot| slot.link && !slot.carried).copied().collect();
        self.trim(kind, step, &filled, found.clone()).await?;
        self.complete(kind, &mut found, body).await?;
        let live = object(kind, found);
        let is_link = |change: &Change| kind.slots().iter().any(|slot| slot.carried && slot.is_list_at(&change.path));
        let (lists, mut changes): (Vec<Change>, Vec<Change>) =
            diff::changes(body, &live.body).into_iter().partition(is_link);
        let secret = |path: &Path| Change { path: path.clone(), delta: Delta::Secret, follows: Vec::new() };
        changes.extend(secrets.iter().map(secret));
        let mut actions = Vec::new();
        if !changes.is_empty() {
            actions.push(Action::Update { renamed: None, changes });
        }
        // No update takes the lists that a new object could have been made with.
        for change in &lists {
            let Delta::Set { added, removed, .. } = &change.delta else { continue };
            actions.push(Action::Revoke(linked(kind, &change.path, removed)));
            actions.push(Action::Grant(linked(kind, &change.path, added)));
        }
        for action in actions {
            let step = Step { action, ..step.clone() };
            for request in self.requests(&step, |ids| steps::requests(kind, &step, Some(&live), ids)).await? {
                self.send(&step.address, &request, Repeat::Freely).await?;
            }
        }
        Ok(())
    }
}

/// What these elements of a list name.
fn linked(kind: &dyn Endpoint, path: &Path, elements: &[Value]) -> Link {
    let mut body = Body::new();
    path.set(&mut body, Some(Value::Array(elements.to_vec())));
    let named = references(kind.slots(), &body, &|_| false);
    Link { path: path.clone(), targets: named.into_iter().map(|reference| reference.target).collect() }
}
