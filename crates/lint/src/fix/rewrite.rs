//! What renames make of bodies and of the whole document, by the engine's own walk through the references.

use std::collections::BTreeSet;

use crate::fix::renames::Renames;
use crate::policy::{Policies, scope};
use realmform_kinds as kinds;
use realmform_kinds::kind::Kind;
use realmform_kinds::names;
use realmform_kinds::reference::{ANY, Names, references, rewrite};
use realmform_model::{Address, Body, Declared, Desired, Form, KindName};

/// Rewrites bodies after renames.
pub(super) struct Rewriting<'a> {
    renames: &'a Renames,
    /// The ids of the clients before the renames: `client.role` can only be read with them.
    clients: BTreeSet<String>,
    /// The bare names that somebody bears afterwards.
    borne: BTreeSet<(KindName, String)>,
}

impl<'a> Rewriting<'a> {
    pub(super) fn new(desired: &Desired, renames: &'a Renames) -> Self {
        let clients = clients(desired);
        let after = desired.objects.keys().map(|address| renames.new_address(address));
        Self { renames, clients, borne: after.map(|address| (address.kind, address.name)).collect() }
    }

    /// Rewrites all that the body of an object of this kind names.
    pub(super) fn body(&self, kind: &dyn Kind, body: &mut Body) {
        for slot in kind.slots() {
            let is_client = |id: &str| self.clients.contains(id);
            rewrite(slot, body, &is_client, &mut |_, target| self.target(slot.names, target));
        }
    }

    fn target(&self, names: Names, target: &Address) -> Option<Address> {
        let is_of_any = target.parent.as_ref().is_some_and(|client| client.name == ANY);
        if names != Names::AnyGroup && !is_of_any {
            return self.renames.of(target);
        }
        // Some conditions of client policies mean roles of clients by a bare name, others roles of the realm.
        let of_realm = || {
            (target.kind == names::CLIENT_ROLE && !self.is_borne(target.kind, &target.name))
                .then(|| self.bare(names::REALM_ROLE, &target.name))
                .flatten()
        };
        let name = self.bare(target.kind, &target.name).or_else(of_realm)?;
        Some(Address { name, ..target.clone() })
    }

    /// The new name of one that is written without the place that its object lives in, where nobody bears it any more.
    fn bare(&self, kind: KindName, name: &str) -> Option<String> {
        let mut renames = self.renames.iter().filter(|it| it.from.kind == kind && it.from.name == name);
        renames.next().filter(|_| !self.is_borne(kind, name)).map(|rename| rename.to.name.clone())
    }

    fn is_borne(&self, kind: KindName, name: &str) -> bool {
        self.borne.contains(&(kind, name.to_owned()))
    }
}

/// The ids of the clients that are declared, or in which something is.
fn clients(desired: &Desired) -> BTreeSet<String> {
    let outer = desired.objects.keys().flat_map(Address::lineage);
    outer.filter(|it| it.kind == names::CLIENT).map(|it| it.name.clone()).collect()
}

/// What each object names, as the document is read now, by the addresses after the renames.
pub(super) fn named(desired: &Desired, renames: &Renames) -> BTreeSet<(Address, Address)> {
    let clients = clients(desired);
    let mut named = BTreeSet::new();
    for (address, declared) in &desired.objects {
        let found = references(kinds::of(address.kind).slots(), &declared.body, &|id| clients.contains(id));
        let new = |address: &Address| renames.new_address(address);
        named.extend(found.iter().map(|it| (new(address), new(&it.target))));
    }
    named
}

/// The document after the renames, with their moves.
pub(super) fn document(desired: &Desired, renames: &Renames) -> Desired {
    let rewriting = Rewriting::new(desired, renames);
    let objects = desired.objects.iter().map(|(address, declared)| {
        let mut body = declared.body.clone();
        rewriting.body(kinds::of(address.kind), &mut body);
        (renames.new_address(address), Declared { body, ..declared.clone() })
    });
    let moves = desired.moves.iter().cloned().chain(renames.iter().map(super::Rename::as_move));
    let lookup_roles = desired.lookup_roles.clone();
    Desired { objects: objects.collect(), moves: moves.collect(), lookup_roles, ..Desired::default() }
}

/// The policies after the renames: a scope that is exactly an old name is the new one. Patterns stay.
pub(super) fn scopes(policies: &mut Policies, renames: &Renames) {
    for rule in &mut policies.naming {
        let scope = &mut rule.scope;
        for (names, key) in [(&mut scope.clients, "client"), (&mut scope.types, "type"), (&mut scope.paths, "path")] {
            for name in names {
                if let Some(new) = scope_name(key, name, renames) {
                    *name = new;
                }
            }
        }
    }
}

/// The new text of one name in the scope of a naming rule; `None` where it stays.
pub(super) fn scope_name(key: &str, name: &str, renames: &Renames) -> Option<String> {
    let address = match key {
        "path" => {
            let trees = kinds::ALL.iter().map(|kind| kind.name()).filter(|kind| kind.form() == Form::Path);
            trees.filter_map(|kind| renames.of(&Address::at_path(kind, name)?)).next()?
        }
        _ => renames.of(&Address::top(scope::owner(key)?, name))?,
    };
    Some(address.shown_name())
}

/// The names that bodies write without the place that their objects live in.
pub(super) fn bare_names(desired: &Desired) -> BTreeSet<(KindName, String)> {
    let mut names = BTreeSet::new();
    for (address, declared) in &desired.objects {
        let slots = kinds::of(address.kind).slots().iter();
        for slot in slots.filter(|slot| matches!(slot.names, Names::AnyGroup | Names::AnyClientRole)) {
            rewrite(slot, &mut declared.body.clone(), &|_| false, &mut |_, target| {
                names.insert((target.kind, target.name.clone()));
                None
            });
        }
    }
    names
}
