//! The graph of who has which role or group, and the paths through it.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use realmform_kinds::names;
use realmform_model::{Address, Span};

use crate::rule::Subjects;

/// A thing that holds, is held, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u32);

/// How one thing gives another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// A composite role has the role.
    Composite,
    /// A group, a user or a service account is given the role.
    Grant,
    /// A user or a service account is in the group.
    Member,
    /// A group has what the group above it has.
    Above,
    /// The realm gives it to every new user.
    Default,
    /// A mapper gives it: a hardcoded role, or one of an identity provider.
    Mapper,
    /// A client, or a client scope, has the mapper.
    HasMapper,
    /// A client has the client scope, by default or when it asks.
    HasScope,
    /// A client, or a client scope, lets the role into tokens.
    ScopeMapping,
}

/// One thing gives another.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Who has something.
    pub from: Id,
    /// What it has.
    pub to: Id,
    /// By which way.
    pub by: By,
}

/// The graph of what is linted. Nothing in it is more than once.
#[derive(Debug, Default)]
pub struct Holders {
    pub(super) names: Vec<Arc<Address>>,
    pub(super) ids: HashMap<Arc<Address>, Id>,
    pub(super) edges: Vec<Edge>,
    /// By thing: the edges that leave it, and those that come to it.
    pub(super) out: Vec<Vec<u32>>,
    pub(super) into: Vec<Vec<u32>>,
}

impl Holders {
    /// The thing of this name, if it holds anything or is held.
    pub fn id(&self, name: &Address) -> Option<Id> {
        self.ids.get(name).copied()
    }

    /// The address of a node.
    pub fn name(&self, id: Id) -> &Address {
        &self.names[id.0 as usize]
    }

    /// Everything that holds or is held.
    pub fn all(&self) -> impl Iterator<Item = (Id, &Address)> {
        (0..).map(Id).zip(self.names.iter().map(AsRef::as_ref))
    }

    /// What a thing gives at first hand, in the order in which it says so.
    pub fn given(&self, by: Id) -> impl Iterator<Item = Edge> {
        self.out[by.0 as usize].iter().map(|edge| self.edges[*edge as usize])
    }

    /// Who gives a thing at first hand.
    pub(crate) fn givers(&self, of: Id) -> impl Iterator<Item = Edge> {
        self.into[of.0 as usize].iter().map(|edge| self.edges[*edge as usize])
    }

    /// All that a thing reaches, nearest first, each with the shortest way to it.
    pub fn reached(&self, from: Id) -> Vec<(Id, Vec<Edge>)> {
        let mut ways: HashMap<Id, Option<Edge>> = HashMap::from([(from, None)]);
        let mut order = Vec::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for edge in self.given(at) {
                if let Entry::Vacant(place) = ways.entry(edge.to) {
                    place.insert(Some(edge));
                    order.push(edge.to);
                    queue.push_back(edge.to);
                }
            }
        }
        let way = |end: Id| {
            let mut way: Vec<Edge> =
                std::iter::successors(ways[&end], |edge| ways.get(&edge.from).copied().flatten()).collect();
            way.reverse();
            way
        };
        order.into_iter().map(|end| (end, way(end))).collect()
    }

    /// Everything that reaches one of the targets. The search does not go on behind what `ends` it.
    pub(crate) fn toward(&self, targets: &[Id], ends: impl Fn(Id) -> bool) -> Toward<'_> {
        let mut next: HashMap<Id, Option<Edge>> = targets.iter().map(|target| (*target, None)).collect();
        let mut order = Vec::new();
        let mut queue: VecDeque<Id> = targets.iter().copied().collect();
        while let Some(at) = queue.pop_front() {
            for edge in self.givers(at) {
                order.push(edge);
                if let Entry::Vacant(place) = next.entry(edge.from) {
                    place.insert(Some(edge));
                    if !ends(edge.from) {
                        queue.push_back(edge.from);
                    }
                }
            }
        }
        Toward { holders: self, next, order }
    }

    /// Where the giver says that it gives.
    pub fn place(&self, edge: Edge, subjects: &Subjects) -> Span {
        let Some(giver) = subjects.named(self.name(edge.from)) else { return Span::default() };
        let target = self.name(edge.to);
        let name = target.shown_name();
        let client = target.parent.as_deref().map(|client| client.name.as_str());
        match (edge.by, client) {
            (By::Composite, Some(client)) => giver.place_of_item(&["composites", "client", client], &name),
            (By::Composite, None) => giver.place_of_item(&["composites", "realm"], &name),
            (By::Grant, Some(client)) => giver.place_of_item(&["clientRoles", client], &name),
            (By::Grant, None) => giver.place_of_item(&["realmRoles"], &name),
            (By::Member, _) => giver.place_of_item(&["groups"], &name),
            (By::Default, _) if target.kind == names::GROUP => giver.place_of_item(&["defaultGroups"], &name),
            (By::Default, Some(client)) => {
                let lister = subjects.named(&names::client(client)).unwrap_or(giver);
                lister.place_of_item(&["defaultRoles"], &name)
            }
            (By::Default, None) if giver.text(&["defaultRole", "name"]) != Some(&name) => {
                giver.place_of_item(&["defaultRoles"], &name)
            }
            (By::Default, None) => giver.place(&["defaultRole", "name"]),
            (By::Mapper, _) if target.kind == names::GROUP => giver.place(&["config", "group"]),
            (By::Mapper, _) => giver.place(&["config", "role"]),
            (By::HasMapper, _) => subjects.named(target).map_or_else(Span::default, |mapper| mapper.place(&[])),
            (By::HasScope, _) => {
                let is_default = giver.texts(&["defaultClientScopes"]).any(|scope| scope == name);
                giver.place_of_item(&[if is_default { "defaultClientScopes" } else { "optionalClientScopes" }], &name)
            }
            (By::ScopeMapping, Some(client)) if giver.says(&["scopeMappings"]) => {
                giver.place_of_item(&["scopeMappings", "client", client], &name)
            }
            (By::ScopeMapping, None) if giver.says(&["scopeMappings"]) => {
                giver.place_of_item(&["scopeMappings", "realm"], &name)
            }
            (By::ScopeMapping, client) => subjects.realm().map_or_else(Span::default, |realm| match client {
                Some(client) => realm.place(&["clientScopeMappings", client]),
                None => realm.place(&["scopeMappings"]),
            }),
            (By::Above, _) => giver.place(&[]),
        }
    }
}

/// The ways from everything to some targets.
pub struct Toward<'h> {
    holders: &'h Holders,
    /// The first step of the shortest way.
    next: HashMap<Id, Option<Edge>>,
    order: Vec<Edge>,
}

impl Toward<'_> {
    /// Every first step that leads to a target, those nearest to one first. Who has several ways is there several times.
    pub fn steps(&self) -> impl Iterator<Item = Edge> {
        let leads = |edge: &Edge| match self.step(edge.from) {
            // A target itself.
            None => false,
            Some(shortest) => shortest.to == edge.to || !self.ends_of_steps(*edge).any(|id| id == edge.from),
        };
        self.order.iter().copied().filter(leads)
    }

    /// The first step of the shortest way; `None` for a target.
    pub fn step(&self, from: Id) -> Option<Edge> {
        self.next.get(&from).copied().flatten()
    }

    /// Where the way ends that begins with this step.
    pub fn end(&self, first: Edge) -> Id {
        self.ends_of_steps(first).last().unwrap_or(first.to)
    }

    /// `group/staff → realmRole/lead → clientRole/realm-management/realm-admin`.
    pub fn way(&self, first: Edge) -> String {
        let names = std::iter::once(first.from).chain(self.ends_of_steps(first));
        names.map(|id| self.holders.name(id).to_string()).collect::<Vec<_>>().join(" → ")
    }

    fn ends_of_steps(&self, first: Edge) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(first), |edge| self.step(edge.to)).map(|edge| edge.to)
    }
}
