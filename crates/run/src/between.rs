//! What would make one document into another: each is a project, an export, or what a target has.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::review;
use realmform_config::import::import;
use realmform_config::load::{ExtraFields, sources, veiled};
use realmform_config::project::Project;
use realmform_engine::build::build;
use realmform_engine::complete;
use realmform_engine::settle::settle;
use realmform_engine::whole::whole;
use realmform_kinds::default_role::DEFAULT_ROLE;
use realmform_kinds::names;
use realmform_lint::policy::Policies;
use realmform_model::{Desired, Failure, Finding, Live, Object, Path, Places, Plan, Secrets, Side};

/// One of the two, as files declare it: under no realm's own name, and without secrets.
#[derive(Debug)]
pub struct Document {
    desired: Desired,
    /// What it is: a realm, a database, or both.
    sides: BTreeSet<Side>,
    /// Whether it declares, so that what it does not say is not managed.
    declares: bool,
}

impl Document {
    /// What a project declares for the target that it was loaded for.
    pub fn of_project(project: Project) -> Self {
        let sides = [Side::Realm, Side::Database].into();
        Self { desired: without_secrets(project.desired), sides, declares: true }
    }

    /// All that is live. What Keycloak makes by itself is left out beside a project, which need not speak of it.
    ///
    /// # Errors
    /// It cannot be declared.
    pub fn of_live(live: &Live, sides: impl Iterator<Item = Side>, beside_project: bool) -> Result<Self, Failure> {
        let imported = import(live, None, !beside_project)?;
        let files = imported.files.into_iter().map(|(path, text)| Arc::new(veiled(path, text)));
        let loaded = sources(files.collect(), &ExtraFields::new());
        if let Some(wrong) = loaded.findings.iter().find(|finding| finding.is_error()) {
            let message = format!("cannot compare what is live: {}", wrong.message);
            return Err(Failure::input(message).help("please report this as a bug of realmform"));
        }
        Ok(Self { desired: without_places(loaded.desired), sides: sides.collect(), declares: false })
    }
}

/// A plan, and what was left out of it.
#[derive(Debug)]
pub struct Difference {
    /// What would make the one into the other.
    pub plan: Plan,
    /// Renames that contradict themselves.
    pub findings: Vec<Finding>,
    /// What only one of the two is.
    pub one_sided: Option<Side>,
}

/// What would make `from` into `to`; the names are shown. What a project does not declare stays, beside what is live.
pub fn between(from: Document, to: Document, names: (&str, &str)) -> Difference {
    let shared: Vec<Side> = from.sides.intersection(&to.sides).copied().collect();
    let one_sided = from.sides.symmetric_difference(&to.sides).next().copied();
    let is_whole = from.declares || !to.declares;
    let (mut old, mut desired) = (from.desired, to.desired);
    old.keep(&shared);
    desired.keep(&shared);
    let objects = old
        .objects
        .into_iter()
        .map(|(address, declared)| (address, Object { body: declared.body, ..Object::default() }));
    // Marks say who made an object, and not what it is.
    desired.ownership.project = None;
    let mut settled = settle(Live { objects: objects.collect(), ..Live::default() }, &desired);
    complete::fill(&mut desired, &settled.live);
    if is_whole {
        whole(&mut desired, &settled.live);
    }
    // Both call the default role as files do.
    let realm = settled.live.objects.entry(names::realm()).or_default();
    Path::of(&["defaultRole", "name"]).set(&mut realm.body, Some(DEFAULT_ROLE.into()));
    let mut plan = build(&format!("{} -> {}", names.0, names.1), &desired, &settled, &Secrets::new());
    plan.places = Places::default();
    review::fill(&mut plan, &desired, &settled.live, &Policies::default(), &[]);
    Difference { plan, findings: settled.findings, one_sided }
}

fn without_secrets(mut desired: Desired) -> Desired {
    desired.objects.values_mut().for_each(|declared| declared.secrets.clear());
    desired
}

/// The files that were made in between are nobody's.
fn without_places(mut desired: Desired) -> Desired {
    for declared in desired.objects.values_mut() {
        declared.spans.clear();
        declared.span = Default::default();
    }
    without_secrets(desired)
}
