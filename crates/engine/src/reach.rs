//! Whom a plan hits: who gains or loses a role or a client scope by it, followed through groups and composites to the end.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_kinds::kind::Joins;
use realmform_kinds::reference::{client_ids, references};
use realmform_model::review::{Audience, Reach};
use realmform_model::{Action, Address, Body, Fall, Form, Live, Plan};

/// The users who have something directly: roles that they are given, groups that they are members of.
pub type People = BTreeMap<Address, BTreeSet<String>>;

/// Whether the plan changes who has a role or a scope, so that all of the realm has to be known.
pub fn matters(plan: &Plan) -> bool {
    plan.makes.is_empty()
        && plan.steps.iter().any(|step| match &step.action {
            Action::Grant(_) | Action::Revoke(_) => gives(&step.address),
            Action::Delete(_) => gives(&step.address),
            // A group that moves has the roles of others above it.
            Action::Update { renamed: Some(renamed), .. } => renamed.from.parent != step.address.parent,
            Action::Create { .. } | Action::Update { renamed: None, .. } => false,
        })
}

/// Whether objects of the kind have roles or scopes, or are some.
fn gives(address: &Address) -> bool {
    let kind = kinds::of(address.kind);
    let holds = [Fall::Groups, Fall::Composites, Fall::Users, Fall::Clients];
    kind.joins() == Joins::Assigned || kind.falls().outside.is_some_and(|fall| holds.contains(&fall))
}

/// Who has what, before a plan and after it.
#[derive(Debug)]
pub struct Holders {
    before: Graph,
    after: Graph,
    /// The roles and scopes that somebody is given or loses at first hand.
    changed: BTreeSet<Address>,
}

/// For each role, scope or group: who has it at first hand.
#[derive(Debug, Default, PartialEq)]
struct Graph(BTreeMap<Address, BTreeSet<Address>>);

impl Holders {
    /// `live` is all there is, under the plan's names; `after` what the plan makes of the objects that it touches.
    pub fn of(plan: &Plan, live: &Live, after: &BTreeMap<Address, Option<Body>>) -> Self {
        let clients = client_ids(live.objects.keys().chain(after.keys()));
        let is_client = |client: &str| clients.contains(client);
        let moved = moved(plan);
        let gone = |address: &Address| address.lineage().any(|it| matches!(after.get(it), Some(None)));
        let mut graphs = [Graph::default(), Graph::default()];
        for (address, object) in &live.objects {
            graphs[0].add(address, moved.get(address).copied(), &object.body, &is_client);
            if !after.contains_key(address) && !gone(address) {
                graphs[1].add(address, None, &object.body, &is_client);
            }
        }
        for (address, body) in after {
            if let Some(body) = body {
                graphs[1].add(address, None, body, &is_client);
            }
        }
        let [before, mut after] = graphs;
        // What is gone gives nothing, and nobody has it.
        after.0.retain(|given, _| !gone(given));
        let mut changed: BTreeSet<Address> = BTreeSet::new();
        for given in before.0.keys().chain(after.0.keys()) {
            if before.0.get(given) != after.0.get(given) {
                changed.insert(given.clone());
            }
        }
        // Who leaves a group leaves what it has.
        let groups: Vec<Address> = changed.iter().filter(|it| it.kind.form() == Form::Path).cloned().collect();
        for graph in [&before, &after] {
            for (given, holders) in &graph.0 {
                if groups.iter().any(|group| holders.contains(group)) {
                    changed.insert(given.clone());
                }
            }
        }
        changed.retain(|it| it.kind.form() != Form::Path);
        Self { before, after, changed }
    }

    /// The roles and groups whose users decide whom the plan hits: those must be known.
    pub fn asked(&self) -> BTreeSet<Address> {
        let mut asked = BTreeSet::new();
        for given in &self.changed {
            let (was, is) = (self.before.holders(given), self.after.holders(given));
            if was != is || self.before.0.contains_key(given) != self.after.0.contains_key(given) {
                asked.extend(was.into_iter().chain(is).chain([given.clone()]));
            }
        }
        // What is new has nobody yet.
        asked.retain(|it| {
            self.before.is_there(it)
                && matches!(kinds::of(it.kind).falls().outside, Some(Fall::Groups | Fall::Composites))
        });
        asked
    }

    /// The roles that who has all of this held before the plan, at whatever hand, and not after it.
    pub fn lost(&self, held: &BTreeSet<&Address>) -> Vec<Address> {
        let has = |graph: &Graph, given: &Address| {
            graph.is_there(given) && (held.contains(given) || graph.holders(given).iter().any(|it| held.contains(it)))
        };
        let all = self.before.0.keys();
        all.filter(|given| has(&self.before, given) && !has(&self.after, given)).cloned().collect()
    }

    /// Whom the plan hits, by role and scope; `cut` are those of which not all users are known.
    pub fn reach(&self, people: &People, cut: &BTreeSet<Address>) -> Vec<Reach> {
        let reach = self.changed.iter().map(|given| {
            let (was, is) = (self.before.holders(given), self.after.holders(given));
            let users = |graph: &Graph, holders: &BTreeSet<Address>| -> BTreeSet<&String> {
                let own = graph.is_there(given).then_some(given);
                holders.iter().chain(own).filter_map(|it| people.get(it)).flatten().collect()
            };
            let (had, has) = (users(&self.before, &was), users(&self.after, &is));
            let more = was.iter().chain(&is).chain([given]).any(|it| cut.contains(it));
            let audience = |those: BTreeSet<&Address>, users: usize| {
                let of = |fall: &[Fall]| {
                    // What is new has nobody yet.
                    let known = those.iter().filter(|it| self.before.is_there(it));
                    let falls = known.filter_map(|it| kinds::of(it.kind).falls().outside);
                    falls.filter(|fall_of| fall.contains(fall_of)).count()
                };
                Audience {
                    users,
                    more: more && users > 0,
                    groups: of(&[Fall::Groups]),
                    // A service account is a user to the server, and a client to a reviewer.
                    clients: of(&[Fall::Users, Fall::Clients]),
                }
            };
            Reach {
                address: given.clone(),
                gain: audience(is.difference(&was).collect(), has.difference(&had).count()),
                lose: audience(was.difference(&is).collect(), had.difference(&has).count()),
            }
        });
        reach.filter(|reach| !reach.gain.is_empty() || !reach.lose.is_empty()).collect()
    }
}

/// Where groups were that the plan moves, by where they are to be.
fn moved(plan: &Plan) -> BTreeMap<&Address, &Address> {
    let moved = plan.steps.iter().filter_map(|step| match &step.action {
        Action::Update { renamed: Some(renamed), .. } if renamed.from.parent != step.address.parent => {
            Some((&step.address, &renamed.from))
        }
        _ => None,
    });
    moved.collect()
}

impl Graph {
    /// Adds what an object has. `was` is its former place, where it comes from another.
    fn add(&mut self, address: &Address, was: Option<&Address>, body: &Body, is_client: &dyn Fn(&str) -> bool) {
        let kind = kinds::of(address.kind);
        if !gives(address) {
            return;
        }
        self.0.entry(address.clone()).or_default();
        let slots: Vec<_> = kind.slots().iter().filter(|slot| slot.link).copied().collect();
        for reference in references(&slots, body, is_client) {
            // A list by client names the client, too.
            if gives_at_first_hand(&reference.target, address) {
                self.0.entry(reference.target).or_default().insert(address.clone());
            }
        }
        let above = was.unwrap_or(address).parent.as_deref();
        if let Some(above) = above.filter(|above| above.kind == address.kind) {
            self.0.entry(above.clone()).or_default().insert(address.clone());
        }
    }

    fn is_there(&self, address: &Address) -> bool {
        self.0.contains_key(address)
    }

    /// Everything that has it, at whatever hand.
    fn holders(&self, given: &Address) -> BTreeSet<Address> {
        let mut found = BTreeSet::new();
        let mut open = vec![given];
        while let Some(at) = open.pop() {
            for holder in self.0.get(at).into_iter().flatten() {
                if holder != given && found.insert(holder.clone()) {
                    open.push(holder);
                }
            }
        }
        found
    }
}

/// Whether a name in a list of links is what is given: a client has scopes, all others have roles.
fn gives_at_first_hand(target: &Address, holder: &Address) -> bool {
    let of_target = kinds::of(target.kind);
    match kinds::of(holder.kind).falls().outside {
        Some(Fall::Clients) => of_target.joins() == Joins::Assigned,
        _ => of_target.falls().outside == Some(Fall::Composites),
    }
}
