//! A plan with everything that is needed to apply it later, or to explain why it no longer can be applied.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::view::View;
use crate::along::Fallen;
use realmform_model::rows::RowTable;
use realmform_model::{Action, Address, Body, Desired, Live, Path, Places, Plan, Step};

/// A plan with all that is needed to carry it out later, or to tell why it no longer can be.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The plan itself.
    pub plan: Plan,
    /// The version of the realmform that made it.
    pub tool: String,
    /// What its target was made of.
    pub places: Places,
    /// The version of the Keycloak, if it shows it.
    pub server: Option<String>,
    /// The digest of the plan that this one takes back, if it does.
    pub undoes: Option<String>,
    /// A digest of the project's files, as they were.
    pub configuration: String,
    /// What the files said of the objects that the plan touches, and of what has moved. Secrets are references, and only
    /// those that a step sets.
    pub desired: Desired,
    /// What the plan looked at in the objects that it touches, as it was, under the names that they are to have; `None` is
    /// not there.
    pub before: BTreeMap<Address, Option<Body>>,
    /// What the deletions affect beside the deleted objects, as it was.
    pub along: BTreeMap<Address, Fallen>,
}

impl Saved {
    /// The plan that was just made, with what it was made from.
    pub fn of(
        plan: &Plan,
        desired: &Desired,
        live: &Live,
        places: Places,
        server: Option<String>,
        configuration: String,
    ) -> Self {
        let plan = Plan { places: places.clone(), ..plan.clone() };
        let view = View::of(&plan);
        let before = view.touched().map(|address| {
            let object = live.objects.get(address);
            (address.clone(), object.map(|object| view.in_body(address, &object.body)))
        });
        let before: BTreeMap<Address, Option<Body>> = before.collect();
        let set = secrets_set(&plan.steps);
        let objects = desired.objects.iter().filter(|(address, _)| before.contains_key(*address));
        let objects = objects.map(|(address, declared)| {
            let mut declared = declared.clone();
            declared.secrets.retain(|path, _| set.contains(&(address, path)));
            (address.clone(), declared)
        });
        // Of tables, how they map; their rows are objects where the plan touches them.
        let touches = |name: &&String| before.keys().any(|it| it.parent.as_ref().is_some_and(|it| it.name == **name));
        let tables = desired.tables.iter().filter(|(name, _)| touches(name));
        let tables = tables.map(|(name, table)| (name.clone(), RowTable { rows: Arc::default(), ..table.clone() }));
        let desired = Desired {
            objects: objects.collect(),
            moves: desired.moves.clone(),
            tables: tables.collect(),
            ..Desired::default()
        };
        Self {
            plan,
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            places,
            server,
            undoes: None,
            configuration,
            desired,
            before,
            along: BTreeMap::new(),
        }
    }

    /// The same, with what the deletions affect.
    #[must_use]
    pub fn with(self, along: BTreeMap<Address, Fallen>) -> Self {
        Self { along, ..self }
    }
}

/// The secrets that steps set.
fn secrets_set(steps: &[Step]) -> BTreeSet<(&Address, &Path)> {
    let mut set = BTreeSet::new();
    for step in steps {
        match &step.action {
            Action::Create { secrets, .. } => set.extend(secrets.iter().map(|path| (&step.address, path))),
            Action::Update { changes, .. } => {
                let secrets = changes.iter().filter(|change| change.delta.is_secret());
                set.extend(secrets.map(|change| (&step.address, &change.path)));
            }
            Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => {}
        }
    }
    set
}
