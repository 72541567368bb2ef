//! The objects that a plan touches, as it leaves them.

use std::collections::BTreeMap;

use realmform_kinds::request::merged;
use realmform_model::{Action, Address, Body, Live, Object, Plan};

/// Each touched object after the plan; `None` is deleted. `live` has them under the plan's names.
pub fn after(plan: &Plan, live: &Live) -> BTreeMap<Address, Option<Body>> {
    let mut after: BTreeMap<Address, Option<Body>> = BTreeMap::new();
    for step in &plan.steps {
        let known = || live.objects.get(&step.address).map(|object| object.body.clone());
        let place = after.entry(step.address.clone()).or_insert_with(known);
        match &step.action {
            Action::Create { body, .. } => *place = Some(body.clone()),
            Action::Delete(_) => *place = None,
            Action::Update { changes, .. } => {
                let object = Object { body: place.take().unwrap_or_default(), ..Object::default() };
                *place = Some(merged(Some(&object), changes));
            }
            Action::Grant(link) => link.join(place.get_or_insert_default(), true),
            Action::Revoke(link) => link.join(place.get_or_insert_default(), false),
        }
    }
    after
}
