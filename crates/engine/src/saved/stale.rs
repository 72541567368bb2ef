//! Whether a saved plan can still be applied: each object that it touches must be unchanged.

use std::collections::BTreeMap;

use super::fingerprint::fingerprint;
use super::keep::Saved;
use super::view::View;
use crate::settle::Settled;
use realmform_kinds as kinds;
use realmform_model::{Action, Address, Body, Change, Delta, Fall, Falls, KindName, Plan, Side};

/// An object that is no longer as the plan found it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stale {
    /// The object that no longer fits.
    pub address: Address,
    /// What is different.
    pub why: Why,
}

/// What became different since.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// It was not there, and is now.
    Appeared,
    /// It was there, and is not any more.
    Gone,
    /// It was to be renamed, and does not bear the old name any more.
    NotUnder(Address),
    /// It was renamed by the plan, and bears this name again.
    Called(Address),
    /// Fields: as they were, and as they are.
    Fields(Vec<Change>),
    /// It is to go, and would take more along than was reviewed: what it would take, by kind.
    Falls(Falls),
}

/// Objects that go and would take more along now than when the plan was made: `counted` is the plan, counted anew. Users come
/// and go, so that more of them make no plan stale; `users` tells whether these are asked for, or all else.
pub fn grown(planned: &Plan, counted: &Plan, users: bool) -> Vec<Stale> {
    let steps = planned.steps.iter().zip(&counted.steps);
    let grown = steps.filter_map(|(planned, counted)| {
        let (Action::Delete(before), Action::Delete(now)) = (&planned.action, &counted.action) else { return None };
        let is_user = |fall: Fall| matches!(fall, Fall::Users | Fall::Members | Fall::Sessions);
        let more = now.falls.iter().filter(|(fall, number)| {
            is_user(**fall) == users && before.falls.get(*fall).is_none_or(|before| before < *number)
        });
        let more: Falls = more.map(|(fall, number)| (*fall, *number)).collect();
        (!more.is_empty()).then(|| Stale { address: planned.address.clone(), why: Why::Falls(more) })
    });
    grown.collect()
}

/// All that is no longer as it was, in the order of addresses; nothing where the plan still fits. `now` is what lives, read
/// for what the plan speaks of, with the plan's own moves settled.
pub fn stale(saved: &Saved, now: &Settled) -> Vec<Stale> {
    let mut found = Vec::new();
    let made = |side: Side| saved.plan.makes.contains(&side);
    let is_absent = now.live.absent.contains(&Side::Realm);
    if let Some(address) = kinds::whole(Side::Realm).filter(|_| made(Side::Realm) != is_absent) {
        let why = if made(Side::Realm) { Why::Appeared } else { Why::Gone };
        return vec![Stale { address, why }];
    }
    let (view, renames) = (View::of(&saved.plan), renames(&saved.plan));
    for (address, before) in &saved.before {
        let renamed = renames.get(address).copied();
        let is = now.live.objects.get(address).map(|object| view.in_body(address, &object.body));
        let why = match renamed {
            Some(from) if now.renames.get(address).is_none_or(|renaming| renaming.origin != *from) => {
                Some(Why::NotUnder(from.clone()))
            }
            _ => why(address.kind, before.as_ref(), is.as_ref()),
        };
        found.extend(why.map(|why| Stale { address: address.clone(), why }));
    }
    found.extend(granted_and_gone(saved, now).map(|target| Stale { address: target.clone(), why: Why::Gone }));
    found.sort_by(|a, b| a.address.cmp(&b.address));
    found.dedup_by(|a, b| a.address == b.address);
    found
}

/// What the plan's renames begin from.
fn renames(plan: &Plan) -> BTreeMap<&Address, &Address> {
    let renames = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Update { renamed: Some(renamed), .. } => Some((&step.address, &renamed.from)),
        _ => None,
    });
    renames.collect()
}

fn why(kind: KindName, before: Option<&Body>, is: Option<&Body>) -> Option<Why> {
    match (before, is) {
        (None, None) => None,
        (None, Some(_)) => Some(Why::Appeared),
        (Some(_), None) => Some(Why::Gone),
        (Some(before), Some(is)) if fingerprint(before) == fingerprint(is) => None,
        (Some(before), Some(is)) => {
            let fields = differences(kind, before, is);
            (!fields.is_empty()).then_some(Why::Fields(fields))
        }
    }
}

/// What is different either way, each field once: as it was, then as it is.
pub(crate) fn differences(kind: KindName, before: &Body, now: &Body) -> Vec<Change> {
    let mut fields = kinds::changes(kind, now, before);
    for change in kinds::changes(kind, before, now) {
        if !fields.iter().any(|known| known.path == change.path) {
            fields.push(Change { delta: turned(change.delta), ..change });
        }
    }
    fields.sort_by(|a, b| a.path.cmp(&b.path));
    fields
}

/// The same difference seen from the other side.
fn turned(delta: Delta) -> Delta {
    match delta {
        Delta::Value { before, after } => Delta::Value { before: after, after: before },
        Delta::Set { added, removed, after } => {
            let mut now: Vec<_> = after.into_iter().filter(|value| !added.contains(value)).collect();
            now.extend(removed.iter().cloned());
            Delta::Set { added: removed, removed: added, after: now }
        }
        Delta::Secret | Delta::UnseenSecret => delta,
    }
}

/// Targets of a link that neither exist nor are created by the plan.
fn granted_and_gone<'a>(saved: &'a Saved, now: &'a Settled) -> impl Iterator<Item = &'a Address> {
    let links = saved.plan.steps.iter().filter_map(|step| match &step.action {
        Action::Grant(link) | Action::Revoke(link) => Some(link),
        Action::Create { .. } | Action::Update { .. } | Action::Delete(_) => None,
    });
    let is_new = |target: &Address| target.lineage().any(|it| saved.before.get(it).is_some_and(Option::is_none));
    let of_new_realm = saved.plan.makes.contains(&Side::Realm);
    links
        .flat_map(|link| &link.targets)
        .filter(move |target| !of_new_realm && !now.live.objects.contains_key(*target) && !is_new(target))
}
