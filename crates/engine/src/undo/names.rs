//! The names that objects had before a plan, and the moves that give them back.

use std::collections::BTreeMap;

use crate::saved::Saved;
use realmform_kinds::owner_key;
use realmform_model::{Action, Address, Form, Move, Span};

/// For each renamed object its present address and its former one.
pub(super) struct Names(BTreeMap<Address, Address>);

impl Names {
    pub(super) fn of(saved: &Saved) -> Self {
        let renamed = saved.plan.steps.iter().filter_map(|step| match &step.action {
            Action::Update { renamed: Some(renamed), .. } => Some((step.address.clone(), renamed.from.clone())),
            _ => None,
        });
        // What went with a deleted object may have had a new name by then.
        let fallen = saved.along.iter().filter_map(|(now, fallen)| Some((now.clone(), fallen.renamed.clone()?)));
        Self(renamed.chain(fallen).collect())
    }

    /// What an object was called before the plan, itself or what it lives in.
    pub(super) fn back(&self, address: &Address) -> Address {
        let renamed = address.lineage().find_map(|it| self.0.get_key_value(it));
        renamed.and_then(|(now, before)| address.rekeyed(now, before)).unwrap_or_else(|| address.clone())
    }

    /// Whether some object is to have this name again.
    pub(super) fn gives(&self, address: &Address) -> bool {
        self.0.values().any(|before| before == address)
    }

    /// The moves that rename each object back.
    pub(super) fn moves(&self) -> Vec<Move> {
        let moves = self.0.iter().map(|(now, before)| {
            let name = |address: &Address| match address.kind.form() {
                Form::Path => address.path(),
                _ => address.name.clone(),
            };
            let within = owner_key(now.kind).and_then(|_| before.parent.as_ref().map(|parent| parent.name.clone()));
            Move { kind: now.kind, within, from: name(now), to: name(before), reason: None, span: Span::default() }
        });
        moves.collect()
    }
}
