//! What goes with a deletion or loses a name by it, as it was: kept with a plan, so that it can be made anew.

use std::collections::{BTreeMap, BTreeSet};

use crate::settle::Settled;
use realmform_kinds as kinds;
use realmform_kinds::reference::{client_ids, references};
use realmform_kinds::secret::hide_in_body;
use realmform_model::path::is_empty;
use realmform_model::{Address, Body, Path};

/// An object that a deletion affects.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fallen {
    /// As it was, without secrets; of an object that stays, the fields with names that it loses.
    pub before: Body,
    /// The secrets that it had.
    pub secrets: Vec<Path>,
    /// Fields that it had and that cannot be declared.
    pub unkept: Vec<String>,
    /// What it was called before, if history gives it another name.
    pub renamed: Option<Address>,
}

/// The objects that go with the deleted ones, these themselves, and those that name one of them. `settled` is all there is.
pub fn along(settled: &Settled, deleted: &BTreeSet<Address>) -> BTreeMap<Address, Fallen> {
    let live = &settled.live;
    let clients = client_ids(live.objects.keys());
    let is_gone = |address: &Address| address.lineage().any(|it| deleted.contains(it));
    let mut along = BTreeMap::new();
    for (address, object) in &live.objects {
        let kind = kinds::of(address.kind);
        if kind.fields().is_empty() {
            continue;
        }
        // Marks of rows stand in a ledger, and are no field.
        let fields: BTreeSet<&str> = kind.fields().iter().chain(&kind.marks()).map(|(field, _)| *field).collect();
        if is_gone(address) {
            let (known, other): (Vec<_>, Vec<_>) = object
                .body
                .iter()
                .filter(|(_, value)| !is_empty(value))
                .partition(|(key, _)| fields.contains(key.as_str()));
            let known: Body = known.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
            let fallen = Fallen {
                before: hide_in_body(address.kind, &known, &[]),
                secrets: object.secrets.keys().cloned().collect(),
                unkept: other.into_iter().map(|(key, _)| key.clone()).collect(),
                renamed: settled.renames.get(address).map(|renaming| renaming.origin.clone()),
            };
            along.insert(address.clone(), fallen);
            continue;
        }
        let names = references(kind.slots(), &object.body, &|client| clients.contains(client));
        let losing = names.into_iter().filter(|it| it.followed && is_gone(&it.target));
        let keys: BTreeSet<String> = losing.filter_map(|it| it.path.0.into_iter().next()).collect();
        if !keys.is_empty() {
            let body = object.body.iter().filter(|(key, _)| keys.contains(*key));
            let before = body.map(|(key, value)| (key.clone(), value.clone())).collect();
            along.insert(
                address.clone(),
                Fallen { before: hide_in_body(address.kind, &before, &[]), ..Fallen::default() },
            );
        }
    }
    along
}
