//! What a plan needs to know of a realm: which kinds it lists, which objects it looks into, and which fields it compares.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::default_role::DEFAULT_ROLE;
use realmform_kinds::kind::{Endpoint, Sight};
use realmform_kinds::local::name_default_role;
use realmform_kinds::names;
use realmform_kinds::reference::{self, Names, references};
use realmform_kinds::request::Listing;
use realmform_model::address::of_kind;
use realmform_model::moves::future;
use realmform_model::{Address, Body, Desired, KindName, Live};

/// What the plan needs to know of a realm.
pub(super) struct Wanted<'a> {
    /// `None`: all.
    desired: Option<Cow<'a, Desired>>,
}

impl<'a> Wanted<'a> {
    /// What these files need of a realm whose default role has this name.
    pub(super) fn of(desired: Option<&'a Desired>, default_role: &str) -> Self {
        let is_spelt = |desired: &&Desired| desired.objects.contains_key(&names::realm_role(DEFAULT_ROLE));
        let mut known = desired.map(Cow::Borrowed);
        if let (Some(_), Some(known)) = (desired.filter(is_spelt), &mut known) {
            name_default_role(known.to_mut(), default_role);
        }
        Self { desired: known }
    }

    /// Whether objects of the kind are to be listed.
    pub(super) fn lists(&self, kind: &dyn Endpoint) -> bool {
        let Some(desired) = self.desired.as_deref() else { return true };
        match kind.sight() {
            Sight::Always => true,
            Sight::Moved => !desired.moves.is_empty(),
            Sight::Named | Sight::Switched(_) => {
                desired.speaks_of(kind.name()) || desired.sees(kind.name()) || is_named(desired, kind.name())
            }
        }
    }

    pub(super) fn expected(&self, kind: KindName) -> usize {
        self.desired.as_deref().map_or(0, |desired| of_kind(&desired.objects, kind).count())
    }

    /// Whether a live object of a tree is looked into: it is declared, or it moves and is sent as a whole.
    pub(super) fn compares(&self, address: &Address) -> bool {
        let Some(desired) = self.desired.as_deref() else { return true };
        let to = future(address, &desired.moves);
        to != *address
            || desired.objects.get(&to).is_some_and(|declared| !declared.implied)
            || desired.sees(address.kind)
    }

    /// The declared fields of a live object; all fields where everything is wanted.
    pub(super) fn body(&self, kind: &dyn Endpoint, address: &Address) -> Cow<'_, Body> {
        match self.desired.as_deref() {
            Some(desired) => {
                let declared = desired.objects.get(&future(address, &desired.moves));
                declared.map_or_else(Cow::default, |declared| Cow::Borrowed(&declared.body))
            }
            None => Cow::Owned(kind.fields().iter().map(|(field, _)| ((*field).to_owned(), Value::Null)).collect()),
        }
    }

    /// What objects of each kind live in, as far as the files name them: by the names that these are to have.
    pub(super) fn parents(&self, live: &Live) -> Parents {
        let mut parents = Parents::new();
        let Some(desired) = self.desired.as_deref() else { return parents };
        let is_there = |id: &str| {
            let client = reference::client(id);
            desired.objects.contains_key(&client) || live.objects.contains_key(&client)
        };
        let mut add = |child: &Address| {
            let Some(parent) = child.parent.as_deref() else { return };
            let known = parents.entry(child.kind).or_default();
            if !known.contains(parent) {
                known.insert(parent.clone());
            }
        };
        for (address, declared) in &desired.objects {
            add(address);
            let slots = kinds::of(address.kind).slots();
            references(slots, &declared.body, &is_there).iter().for_each(|reference| add(&reference.target));
        }
        for moved in &desired.moves {
            let listing = kinds::endpoint(moved.kind).map(|kind| kind.listing());
            if let (Some(Listing::PagesUnder(kind, _)), Some(name)) = (listing, &moved.within) {
                let parent = future(&Address::top(kind, name.clone()), &desired.moves);
                parents.entry(moved.kind).or_default().insert(parent);
            }
        }
        parents
    }

    /// Whether objects of the kind are to be listed under a live object.
    pub(super) fn looks_into(&self, parent: &Address, kind: &dyn Endpoint, parents: &Parents) -> bool {
        let Some(desired) = self.desired.as_deref() else { return true };
        let is_named =
            || parents.get(&kind.name()).is_some_and(|known| known.contains(&future(parent, &desired.moves)));
        // Whatever lists user federations is after their mappers.
        kind.sight() == Sight::Moved || desired.sees(kind.name()) || is_named()
    }
}

/// By the kind of what lives in them.
pub(super) type Parents = BTreeMap<KindName, HashSet<Address>>;

/// Whether a declared field names objects of the kind.
fn is_named(desired: &Desired, kind: KindName) -> bool {
    kinds::ALL.iter().any(|holder| {
        let slots = holder.slots().iter().filter(|slot| slot.names == Names::Key(kind));
        slots.filter_map(|slot| slot.path.first()).any(|field| {
            of_kind(&desired.objects, holder.name()).any(|(_, declared)| declared.body.contains_key(*field))
        })
    })
}
