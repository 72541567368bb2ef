//! Drift: where live objects differ from their declarations, object by object, and who changed them last.

use std::collections::BTreeMap;

use crate::select::Choice;
use realmform_kinds as kinds;
use realmform_kinds::built_in;
use realmform_model::drift::{Class, Drift, Drifted};
use realmform_model::{Action, Address, Desired, KindName, Live, Plan};

/// Classifies what was compared. The whole of the declared kinds must have been read.
pub fn classify(plan: &Plan, desired: &Desired, live: &Live, choice: &Choice) -> Drift {
    let mut classes: BTreeMap<&Address, Class> = BTreeMap::new();
    for step in &plan.steps {
        let class = match step.action {
            Action::Create { .. } => Class::Missing,
            Action::Delete(_) => continue,
            // The links of a new object are part of what is missing.
            _ if classes.get(&step.address) == Some(&Class::Missing) => continue,
            _ => Class::Changed,
        };
        classes.insert(&step.address, class);
    }
    let is_seen = |kind: KindName| desired.speaks_of(kind) || desired.ownership.deletes(kind);
    let undeclared = live.objects.keys().filter(|address| {
        is_seen(address.kind)
            && kinds::of(address.kind).marks().is_some()
            && !desired.objects.contains_key(address)
            && !built_in::is_keycloaks(address, live)
            && desired.ownership.ignored(address).is_none()
            && choice.takes(address)
    });
    for address in undeclared {
        classes.insert(address, Class::NotDeclared);
    }
    let objects = classes.into_iter().map(|(address, class)| Drifted { address: address.clone(), class, event: None });
    Drift { objects: objects.collect(), note: None }
}
