//! Places in which a plan makes so many objects that their ids are read by listing.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::PAGE;
use realmform_model::{Action, Address, KindName, Live, Plan};

/// Where objects are listed together: their kind, and what they live in.
pub(super) type CollectionKey = (KindName, Option<Arc<Address>>);

/// A place in which so many objects are made that listing it costs less than looking each of them up.
#[derive(Default)]
pub(super) struct Collection {
    pub(super) objects: usize,
    made: usize,
    /// Held while it is listed, so that those who wait find the ids there.
    pub(super) listing: tokio::sync::Mutex<()>,
}

/// Those of a plan.
pub(super) fn collections(plan: &Plan, live: &Live) -> BTreeMap<CollectionKey, Collection> {
    let place = |address: &Address| (address.kind, address.parent.clone());
    let mut collections: BTreeMap<CollectionKey, Collection> = BTreeMap::new();
    for step in plan.steps.iter().filter(|step| matches!(step.action, Action::Create { .. })) {
        let collection = collections.entry(place(&step.address)).or_default();
        collection.made += 1;
        collection.objects += 1;
    }
    for address in live.objects.keys() {
        if let Some(collection) = collections.get_mut(&place(address)) {
            collection.objects += 1;
        }
    }
    collections.retain(|_, collection| collection.objects / PAGE + 1 < collection.made);
    collections
}
