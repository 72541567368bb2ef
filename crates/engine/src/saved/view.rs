//! The fields that a plan looks at in the objects that it touches: those of their kind, and those that its steps name.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::secret::hide_in_body;
use realmform_model::{Action, Address, Body, Plan};

/// For each touched object the keys that steps name.
pub(crate) struct View<'a>(BTreeMap<&'a Address, BTreeSet<&'a str>>);

impl<'a> View<'a> {
    pub(crate) fn of(plan: &'a Plan) -> Self {
        let mut named: BTreeMap<&Address, BTreeSet<&str>> = BTreeMap::new();
        for step in &plan.steps {
            let keys = named.entry(&step.address).or_default();
            match &step.action {
                Action::Create { body, .. } => keys.extend(body.keys().map(String::as_str)),
                Action::Update { changes, .. } => {
                    keys.extend(changes.iter().filter_map(|change| change.path.0.first()).map(String::as_str));
                }
                Action::Delete(deletion) => keys.extend(deletion.before.keys().map(String::as_str)),
                Action::Grant(link) | Action::Revoke(link) => {
                    keys.extend(link.path.0.first().map(String::as_str));
                }
            }
        }
        Self(named)
    }

    /// The touched objects.
    pub(super) fn touched(&self) -> impl Iterator<Item = &'a Address> {
        self.0.keys().copied()
    }

    /// What is looked at in a body, without secrets. The rest of it may be anything: an export's realm has all in it.
    pub(crate) fn in_body(&self, address: &Address, body: &Body) -> Body {
        let fields = kinds::of(address.kind).fields();
        let named = self.0.get(address);
        let is_seen =
            |key: &str| fields.iter().any(|(field, _)| *field == key) || named.is_some_and(|named| named.contains(key));
        let seen = body.iter().filter(|(key, _)| is_seen(key)).map(|(key, value)| (key.clone(), value.clone()));
        hide_in_body(address.kind, &seen.collect(), &[])
    }
}
