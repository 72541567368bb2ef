//! Whether an applied plan can be taken back: each object must be as the plan left it.

use super::touched::Touched;
use crate::after::after;
use crate::besides::{belongs, said};
use crate::saved::{Saved, Stale, Why, differences};
use crate::settle::Settled;
use realmform_kinds as kinds;
use realmform_kinds::reference::forget;
use realmform_model::{Address, Body, Change, Live, Object};

/// The objects that are no longer as the plan left them, in the order of addresses. `now` is what lives, with the plan's own
/// moves settled.
pub fn changed(saved: &Saved, now: &Settled) -> Vec<Stale> {
    let before = saved
        .before
        .iter()
        .filter_map(|(address, body)| Some((address.clone(), Object { body: body.clone()?, ..Object::default() })));
    let before = Live { objects: before.collect(), ..Live::default() };
    let after = after(&saved.plan, &before);
    let touched = Touched::by(&saved.plan);
    let mut found = Vec::new();
    for (address, was) in &saved.before {
        let is = now.live.objects.get(address).map(|object| touched.seen(address, &object.body));
        let why = match (after.get(address), is) {
            _ if now.renames.contains_key(address) => {
                now.renames.get(address).map(|renaming| Why::Called(renaming.origin.clone()))
            }
            (None, _) | (Some(None), None) => None,
            (Some(None), Some(_)) => Some(Why::Appeared),
            // It came with what it is in, and was not made by itself.
            (Some(Some(_)), _) if was.is_none() && !touched.creates(address) => None,
            (Some(Some(_)), None) => Some(Why::Gone),
            (Some(Some(expected)), Some(is)) => {
                let mut expected = expected.clone();
                for slot in kinds::of(address.kind).slots().iter().filter(|slot| slot.followed) {
                    forget(slot, &mut expected, &|target| touched.is_gone(target));
                }
                let fields = fields(&touched, address, &expected, &is, was.is_none());
                (!fields.is_empty()).then_some(Why::Fields(fields))
            }
        };
        found.extend(why.map(|why| Stale { address: address.clone(), why }));
    }
    found
}

/// What differs. A server adds fields of its own to a new object.
fn fields(touched: &Touched, address: &Address, expected: &Body, is: &Body, is_new: bool) -> Vec<Change> {
    let (expected, is) = (said(expected), said(is));
    let mut fields = differences(address.kind, &expected, &is);
    let changes = touched.paths(address);
    fields.retain(|change| match is_new {
        true => change.path.get(&expected).is_some(),
        false => changes.contains(&&change.path) || !belongs(address, changes, &change.path),
    });
    fields
}
