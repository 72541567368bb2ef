//! The plan as data: the steps from the live state to the desired state, in an order that respects dependencies.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::address::Address;
use crate::change::Change;
use crate::falls::Falls;
use crate::kind::{KindName, Side};
use crate::path::{Body, Path};
use crate::review::Review;
use crate::source::Span;
use crate::target::Places;

/// The steps to carry out, in an order that respects their dependencies.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The steps, each after those that it waits for.
    pub steps: Vec<Step>,
    /// Sides of the target that do not exist yet and are made by the plan.
    pub makes: Vec<Side>,
    /// Objects that were compared, changed or not.
    pub compared: usize,
    /// What it was made against: the target's name in `realmform.toml`, or `live`.
    pub target: String,
    /// The realm's name; empty where the target has no realm.
    pub realm: String,
    /// Declared secrets that the server does not show, and that no step sends.
    pub unseen: Vec<(Address, Path)>,
    /// Where its sides are.
    pub places: Places,
    /// What a reviewer must know beside the steps.
    pub review: Review,
    /// What identifies it and what it was made from, where it is saved or can be approved.
    pub sources: Option<Sources>,
}

/// What identifies a plan, and what it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// The digest of what it does, and to what: `sha256:…`.
    pub digest: String,
    /// The digest of the project's files: `sha256:…`.
    pub configuration: String,
    /// The version of the Keycloak, if it shows it.
    pub server: Option<String>,
}

/// One thing to do, to one object.
#[derive(Clone, Debug)]
pub struct Step {
    /// The object under the name that it has after the step.
    pub address: Address,
    /// What is done.
    pub action: Action,
    /// Indexes of the steps that must be done before; all smaller than the step's own.
    pub after: Vec<usize>,
    /// The place in the TOML that asked for it.
    pub span: Span,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Make an object that is not there.
    Create {
        /// All that is declared, without secrets.
        body: Body,
        /// Fields that get a secret's value when it is made.
        secrets: Vec<Path>,
    },
    /// Change an object in place, its name too where `renamed` is set.
    Update {
        /// Its old name, if it is renamed.
        renamed: Option<Renamed>,
        /// The fields that change.
        changes: Vec<Change>,
    },
    /// Join the object with others: composites, role mappings, scope assignments.
    Grant(Link),
    /// Take such a join away.
    Revoke(Link),
    /// Take away an object that is not declared.
    Delete(Deletion),
}

impl Action {
    /// The secrets that it sends.
    pub fn secrets(&self) -> Vec<&Path> {
        match self {
            Self::Create { secrets, .. } => secrets.iter().collect(),
            Self::Update { changes, .. } => {
                changes.iter().filter(|change| change.delta.is_secret()).map(|change| &change.path).collect()
            }
            Self::Grant(_) | Self::Revoke(_) | Self::Delete(_) => Vec::new(),
        }
    }

    /// The word for it, in JSON and in logs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Update { renamed: None, .. } => "change",
            Self::Update { renamed: Some(_), .. } => "rename",
            Self::Grant(_) => "grant",
            Self::Revoke(_) => "revoke",
            Self::Delete(_) => "delete",
        }
    }
}

/// An object that goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deletion {
    /// As it was, without secrets.
    pub before: Body,
    /// What goes or changes with it, counted when the plan was made.
    pub falls: Falls,
}

/// A rename in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// The old address.
    pub from: Address,
    /// How many names elsewhere have to be rewritten with it, by steps of their own.
    pub references: usize,
}

/// The list that joins, and what it gains or loses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The list's field in the object: `composites.realm`, `clientRoles.neon-web`.
    pub path: Path,
    /// What is granted, revoked, assigned or unassigned.
    pub targets: Vec<Address>,
}

impl Link {
    /// Adds the targets to the list in a body, or takes them out of it.
    pub fn join(&self, body: &mut Body, adds: bool) {
        let mut names = self.path.get(body).and_then(Value::as_array).cloned().unwrap_or_default();
        for target in &self.targets {
            let name = Value::from(target.shown_name());
            names.retain(|present| *present != name);
            if adds {
                names.push(name);
            }
        }
        self.path.set(body, Some(Value::Array(names)));
    }
}

/// How many steps of each sign a plan has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// New objects.
    pub create: usize,
    /// Objects that change and keep their names.
    pub change: usize,
    /// Objects that are renamed.
    pub rename: usize,
    /// Roles granted and scopes assigned.
    pub grant: usize,
    /// Roles revoked and scopes unassigned.
    pub revoke: usize,
    /// Objects that are deleted.
    pub delete: usize,
}

impl Plan {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Counts steps; a grant or revoke counts each join.
    pub fn counts(&self) -> Counts {
        Self::count(self.steps.iter())
    }

    /// Counts the steps at these indexes.
    pub fn counts_of(&self, steps: &[usize]) -> Counts {
        Self::count(steps.iter().filter_map(|index| self.steps.get(*index)))
    }

    fn count<'a>(steps: impl Iterator<Item = &'a Step>) -> Counts {
        let mut counts = Counts::default();
        for step in steps {
            match &step.action {
                Action::Create { .. } => counts.create += 1,
                Action::Update { renamed: Some(_), .. } => counts.rename += 1,
                Action::Update { renamed: None, .. } => counts.change += 1,
                Action::Grant(link) => counts.grant += link.targets.len(),
                Action::Revoke(link) => counts.revoke += link.targets.len(),
                Action::Delete(_) => counts.delete += 1,
            }
        }
        counts
    }

    /// The objects that the plan deletes.
    pub fn deleted(&self) -> impl Iterator<Item = (usize, &Address)> {
        let deletions = self.steps.iter().enumerate().filter(|(_, step)| matches!(step.action, Action::Delete(_)));
        deletions.map(|(index, step)| (index, &step.address))
    }

    /// The indexes of all steps.
    pub fn all(&self) -> BTreeSet<usize> {
        (0..self.steps.len()).collect()
    }

    /// For each kind the indexes of its steps, kinds in the order of `KindName`.
    pub fn by_kind(&self) -> BTreeMap<KindName, Vec<usize>> {
        let mut kinds = BTreeMap::<_, Vec<usize>>::new();
        for (index, step) in self.steps.iter().enumerate() {
            kinds.entry(step.address.kind).or_default().push(index);
        }
        kinds
    }
}
