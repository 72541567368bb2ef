//! The dependencies of each step: one function per reason, over one index of the steps.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::reference::{client_ids, references};
use realmform_model::{Action, Address, Body, Change, Delta, KindName, Side, Step};
use serde_json::Value;

/// For each step the steps that must be done before.
pub(crate) fn needs(steps: &[Step]) -> Vec<BTreeSet<usize>> {
    let index = Index::of(steps);
    let of_step = |(number, step): (usize, &Step)| {
        let mut before = BTreeSet::new();
        before.extend(index.own_object(step));
        before.extend(index.named(step));
        before.extend(index.name_is_free(step));
        before.extend(index.revoked_first(step));
        before.extend(index.no_longer_named(step));
        before.extend(index.founded(step));
        before.extend(index.lists_settled(step));
        before.extend(index.exclusive_gone(step));
        before.remove(&number);
        before
    };
    steps.iter().enumerate().map(of_step).collect()
}

/// The steps, by what others ask about them.
struct Index<'a> {
    steps: &'a [Step],
    /// The step that makes an object, or gives it its present name and fields.
    settles: BTreeMap<&'a Address, usize>,
    /// The step that frees a name.
    frees: BTreeMap<&'a Address, usize>,
    /// The step that revokes a link of a holder to a target.
    revokes: BTreeMap<(&'a Address, &'a Address), usize>,
    /// The step that deletes an object.
    deletes: BTreeMap<&'a Address, usize>,
    /// For each object that goes, the steps after which what named it names it no longer, or is gone itself.
    leaves: BTreeMap<&'a Address, Vec<usize>>,
    /// The steps that found a side, each with whether it makes what founds it.
    founds: BTreeMap<Side, Vec<(usize, bool)>>,
    /// The steps that change the lists of what founds a side, by the kind that is in them.
    lists: BTreeMap<(Side, KindName), Vec<usize>>,
    /// The steps that delete objects of the kinds that have something no other may have.
    exclusive: BTreeMap<KindName, Vec<usize>>,
    /// The ids of the clients that steps are about: `client.role` is read with them.
    clients: BTreeSet<&'a str>,
}

impl<'a> Index<'a> {
    fn of(steps: &'a [Step]) -> Self {
        let clients = client_ids(steps.iter().map(|step| &step.address));
        let mut index = Self {
            steps,
            settles: BTreeMap::new(),
            frees: BTreeMap::new(),
            revokes: BTreeMap::new(),
            deletes: BTreeMap::new(),
            leaves: BTreeMap::new(),
            founds: BTreeMap::new(),
            lists: BTreeMap::new(),
            exclusive: BTreeMap::new(),
            clients,
        };
        for (number, step) in steps.iter().enumerate() {
            let (kind, is_made) = (step.address.kind, matches!(step.action, Action::Create { .. }));
            let waits = kinds::of(kind).waits();
            if waits.founds && (is_made || matches!(step.action, Action::Update { .. })) {
                index.founds.entry(kind.side()).or_default().push((number, is_made));
            }
            if let (true, Action::Grant(link) | Action::Revoke(link)) = (waits.founds, &step.action) {
                let targets = link.targets.iter().map(|target| target.kind);
                targets.for_each(|target| index.lists.entry((kind.side(), target)).or_default().push(number));
            }
            if waits.is_exclusive && matches!(step.action, Action::Delete(_)) {
                index.exclusive.entry(kind).or_default().push(number);
            }
            match &step.action {
                Action::Create { .. } => _ = index.settles.insert(&step.address, number),
                Action::Update { renamed, .. } => {
                    index.settles.insert(&step.address, number);
                    index.frees.extend(renamed.as_ref().map(|renamed| (&renamed.from, number)));
                }
                Action::Revoke(link) => {
                    index.revokes.extend(link.targets.iter().map(|target| ((&step.address, target), number)));
                }
                Action::Delete(_) => _ = index.deletes.insert(&step.address, number),
                Action::Grant(_) => {}
            }
        }
        index.leaves = index.leaves();
        index
    }

    /// The objects that a body of the address names.
    fn names_in(&self, address: &Address, body: &Body) -> Vec<Address> {
        let found = references(kinds::of(address.kind).slots(), body, &|client| self.clients.contains(client));
        found.into_iter().map(|reference| reference.target).collect()
    }

    fn leaves(&self) -> BTreeMap<&'a Address, Vec<usize>> {
        let mut leaves: BTreeMap<&Address, Vec<usize>> = BTreeMap::new();
        if self.deletes.is_empty() {
            return leaves;
        }
        for (number, step) in self.steps.iter().enumerate() {
            for target in &self.names_before(step) {
                let gone = target.lineage().find_map(|it| self.deletes.get_key_value(it));
                if let Some((gone, _)) = gone.filter(|(_, own)| **own != number) {
                    leaves.entry(gone).or_default().push(number);
                }
            }
        }
        leaves
    }

    /// What the step's object names before the step, and not after it.
    fn names_before(&self, step: &Step) -> Vec<Address> {
        match &step.action {
            Action::Revoke(link) => link.targets.clone(),
            Action::Update { changes, renamed } => {
                let before = gathered(changes, |delta| match delta {
                    Delta::Value { before, .. } => before.clone(),
                    Delta::Set { removed, .. } => Some(removed.clone().into()),
                    Delta::Secret | Delta::UnseenSecret => None,
                });
                let mut named = self.names_in(&step.address, &before);
                // What moves elsewhere leaves what it was in.
                let from = renamed.as_ref().and_then(|renamed| renamed.from.parent.as_deref());
                named.extend(from.filter(|from| Some(*from) != step.address.parent.as_deref()).cloned());
                named
            }
            Action::Delete(deletion) => self.names_in(&step.address, &deletion.before),
            Action::Create { .. } | Action::Grant(_) => Vec::new(),
        }
    }

    /// What the step's object names after it.
    fn names_after(&self, step: &Step) -> Vec<Address> {
        match &step.action {
            Action::Create { body, .. } => self.names_in(&step.address, body),
            Action::Update { changes, .. } => {
                let after = gathered(changes, |delta| match delta {
                    Delta::Value { after, .. } => after.clone(),
                    Delta::Set { added, .. } => Some(added.clone().into()),
                    Delta::Secret | Delta::UnseenSecret => None,
                });
                self.names_in(&step.address, &after)
            }
            Action::Grant(link) | Action::Revoke(link) => link.targets.clone(),
            Action::Delete(_) => Vec::new(),
        }
    }

    /// The steps that settle an object and all that it lives in.
    fn settled(&self, address: &Address) -> Vec<usize> {
        address.lineage().filter_map(|it| self.settles.get(it)).copied().collect()
    }

    /// An object and its parents exist, under their present names, before anything is granted to it. Other fields of it may
    /// change later: they may name what waits for the grant.
    fn own_object(&self, step: &Step) -> Vec<usize> {
        let is_link = matches!(step.action, Action::Grant(_) | Action::Revoke(_));
        let is_change = |number: &usize| {
            self.steps[*number].address == step.address
                && matches!(self.steps[*number].action, Action::Update { renamed: None, .. })
        };
        let mut settled = self.settled(&step.address);
        settled.retain(|number| !is_link || !is_change(number));
        settled
    }

    /// An object exists before a step refers to it.
    fn named(&self, step: &Step) -> Vec<usize> {
        self.names_after(step).iter().flat_map(|target| self.settled(target)).collect()
    }

    /// A name is taken after it was freed.
    fn name_is_free(&self, step: &Step) -> Option<usize> {
        match &step.action {
            Action::Create { .. } | Action::Update { renamed: Some(_), .. } => self.frees.get(&step.address).copied(),
            _ => None,
        }
    }

    /// What is both revoked and granted is revoked first.
    fn revoked_first(&self, step: &Step) -> Vec<usize> {
        let Action::Grant(link) = &step.action else { return Vec::new() };
        link.targets.iter().filter_map(|target| self.revokes.get(&(&step.address, target))).copied().collect()
    }

    /// An object is deleted after every reference to it has been removed.
    fn no_longer_named(&self, step: &Step) -> Vec<usize> {
        match &step.action {
            Action::Delete(_) => self.leaves.get(&step.address).cloned().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// All of a side waits for what founds it: a realm and its tables. Some kinds wait for its settings, too.
    fn founded(&self, step: &Step) -> Vec<usize> {
        let own = kinds::of(step.address.kind).waits();
        if own.founds {
            return Vec::new();
        }
        let founds = self.founds.get(&step.address.kind.side()).into_iter().flatten();
        founds.filter(|(_, is_made)| *is_made || own.needs_settings).map(|(number, _)| *number).collect()
    }

    /// A new object that takes over lists of what founds its side finds them as the plan leaves them.
    fn lists_settled(&self, step: &Step) -> Vec<usize> {
        let is_made = matches!(step.action, Action::Create { .. });
        let of = kinds::of(step.address.kind).waits().needs_lists.filter(|_| is_made);
        let steps = of.and_then(|listed| self.lists.get(&(step.address.kind.side(), listed)));
        steps.cloned().unwrap_or_default()
    }

    /// A value that only one object may have is free once its previous holder is deleted.
    fn exclusive_gone(&self, step: &Step) -> Vec<usize> {
        let is_deletion = matches!(step.action, Action::Delete(_));
        if is_deletion {
            return Vec::new();
        }
        self.exclusive.get(&step.address.kind).cloned().unwrap_or_default()
    }
}

/// The changed fields as a body, each with what `side` takes of its change.
fn gathered(changes: &[Change], side: impl Fn(&Delta) -> Option<Value>) -> Body {
    let mut body = Body::new();
    for change in changes {
        if let Some(value) = side(&change.delta) {
            change.path.set(&mut body, Some(value));
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use realmform_kinds::names;
    use realmform_model::{Renamed, Span};

    use super::*;

    fn made(address: Address) -> Step {
        let action = Action::Create { body: Body::new(), secrets: Vec::new() };
        Step { address, action, after: Vec::new(), span: Span::default() }
    }

    fn changed(address: Address, renamed: Option<Renamed>) -> Step {
        Step { action: Action::Update { renamed, changes: Vec::new() }, ..made(address) }
    }

    /// A realm's policies may name a role of a client that waits for the realm's lists.
    #[test]
    fn a_grant_waits_for_its_object_to_be_made_or_renamed_and_not_for_other_changes_of_it() {
        let grant = |address: Address| {
            let link = realmform_model::Link { path: realmform_model::Path::of(&["realmRoles"]), targets: Vec::new() };
            Step { action: Action::Grant(link), ..made(address) }
        };
        let group = names::group("/staff").unwrap_or_else(names::realm);
        let renamed = Renamed { from: Address::top(names::GROUP, "old"), references: 0 };
        let waits = |first: Step| needs(&[first, grant(group.clone())])[1].contains(&0);
        assert!(waits(made(group.clone())));
        assert!(waits(changed(group.clone(), Some(renamed))));
        assert!(!waits(changed(group.clone(), None)));
    }

    #[test]
    fn rows_wait_for_all_tables_and_not_for_a_realm() {
        let steps = [
            made(names::lookup("colour", "red")),
            made(Address::top(names::LOOKUP_TYPE, "colour")),
            made(Address::top(names::TABLE, "lookup")),
            made(Address::top(names::TABLE, "lookup_type")),
            made(names::realm()),
            made(names::realm_role("reader")),
        ];
        let waits: Vec<Vec<usize>> = needs(&steps).into_iter().map(|before| before.into_iter().collect()).collect();
        assert_eq!(waits, [vec![1, 2, 3], vec![2, 3], vec![], vec![], vec![], vec![4]]);
    }
}
