//! Lists that Keycloak fills by its own choice in the course of a step, so that no plan could see them. Where they are
//! declared, only what is declared stays.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Run;
use crate::keycloak::http::Repeat;
use crate::keycloak::read::name_clients_in;
use realmform_kinds::kind::Endpoint;
use realmform_kinds::place::object;
use realmform_kinds::reference::{Names, Reference, Slot, references};
use realmform_kinds::steps;
use realmform_kinds::{link_at, names};
use realmform_model::{Action, Address, Body, Failure, Link, Path, Step};

/// What is declared of lists: all that may be in them.
type Lists = BTreeMap<Path, BTreeSet<Address>>;

impl Run<'_> {
    /// Takes out of these lists of an object, which the server shows so, what the plan does not put there.
    pub(super) async fn trim(
        &self,
        kind: &dyn Endpoint,
        made: &Step,
        filled: &[Slot],
        found: Body,
    ) -> Result<(), Failure> {
        let declared = self.declared(made, filled);
        if declared.is_empty() {
            return Ok(());
        }
        let there = self.linked_now(kind, found, declared.keys()).await?;
        // What joins one of two lists has to leave the other.
        let joins_other = |it: &Reference| {
            let mut others = declared.iter().filter(|(path, _)| is_pair(kind, path, &it.path));
            others.any(|(_, targets)| targets.contains(&it.target))
        };
        let mut gone: BTreeMap<Path, Vec<Address>> = BTreeMap::new();
        for it in there.into_iter().filter(|it| filled.iter().any(|slot| slot.is_list_at(&it.path))) {
            if declared.get(&it.path).map_or_else(|| joins_other(&it), |targets| !targets.contains(&it.target)) {
                gone.entry(it.path).or_default().push(it.target);
            }
        }
        for (path, targets) in gone {
            let step = Step { action: Action::Revoke(Link { path, targets }), ..made.clone() };
            for request in self.requests(&step, |ids| steps::requests(kind, &step, None, ids)).await? {
                self.send(&made.address, &request, Repeat::Freely).await?;
            }
        }
        Ok(())
    }

    /// What the lists of an object name now.
    pub(super) async fn linked_now(
        &self,
        kind: &dyn Endpoint,
        mut found: Body,
        lists: impl Iterator<Item = &Path>,
    ) -> Result<Vec<Reference>, Failure> {
        let mut wanted = Body::new();
        lists.for_each(|list| list.set(&mut wanted, Some(Value::Array(Vec::new()))));
        self.complete(kind, &mut found, &wanted).await?;
        let mut body = object(kind, found).body;
        name_clients_in(&mut body, &self.ids().names_of(names::CLIENT));
        // The client that a list of its roles is below is named there, too, and is in no list.
        let is_key = |it: &Reference| {
            let of_roles = link_at(kind.name(), &it.path).is_some_and(|slot| slot.names == Names::ClientRole);
            of_roles && it.target.kind == names::CLIENT
        };
        Ok(references(kind.slots(), &body, &|_| false).into_iter().filter(|it| it.link && !is_key(it)).collect())
    }

    /// The lists that the plan has something to say of: those that it fills, and empty ones.
    fn declared(&self, made: &Step, filled: &[Slot]) -> Lists {
        let mut lists = Lists::new();
        if let Action::Create { body, .. } = &made.action {
            filled.iter().for_each(|slot| empty_lists(slot.path, body, &Path::default(), &mut lists));
        }
        for step in self.plan.steps.iter().filter(|step| step.address == made.address) {
            let (Action::Grant(link) | Action::Revoke(link)) = &step.action else { continue };
            if filled.iter().any(|slot| slot.is_list_at(&link.path)) {
                let list = lists.entry(link.path.clone()).or_default();
                if matches!(step.action, Action::Grant(_)) {
                    list.extend(link.targets.iter().cloned());
                }
            }
        }
        lists
    }
}

/// The lists in a body that a slot leads to: what is in them has steps of its own.
fn empty_lists(way: &[&str], body: &Body, path: &Path, lists: &mut Lists) {
    let Some((first, rest)) = way.split_first() else { return };
    for (key, value) in body.iter().filter(|(key, _)| *first == "*" || key == first) {
        match value {
            Value::Object(inner) => empty_lists(rest, inner, &path.then(key.clone()), lists),
            Value::Array(_) if rest == ["[]"] => _ = lists.entry(path.then(key.clone())).or_default(),
            _ => {}
        }
    }
}

/// Whether what is in one list is not in the other.
fn is_pair(kind: &dyn Endpoint, one: &Path, other: &Path) -> bool {
    kind.either().iter().any(|[a, b]| (one.0 == [*a] && other.0 == [*b]) || (one.0 == [*b] && other.0 == [*a]))
}
