//! What would make one document into another: each is a project, an export, or what a target has.

use std::collections::{BTreeMap, BTreeSet};
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
use realmform_kinds::lookup_roles::expand;
use realmform_kinds::names;
use realmform_lint::policy::Policies;
use realmform_model::moves::future;
use realmform_model::{Address, Body, Desired, Failure, Finding, Live, Object, Path, Places, Plan, Secrets, Side};

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
    // Each has the rows of the other in its database, as far as one knows.
    let rows = (rows(&old), rows(&desired));
    let mut found = from_rows(&mut old, &rows.1);
    found.extend(from_rows(&mut desired, &rows.0));
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
    found.append(&mut settled.findings);
    let mut plan = build(&format!("{} -> {}", names.0, names.1), &desired, &settled, &Secrets::new());
    plan.places = Places::default();
    review::fill(&mut plan, &desired, &settled.live, &Policies::default(), &[]);
    Difference { plan, findings: found, one_sided }
}

/// The lookups of a document.
fn rows(desired: &Desired) -> BTreeMap<Address, Body> {
    let is_lookup = |address: &Address| matches!(address.kind, names::LOOKUP | names::LOOKUP_TYPE);
    let lookups = desired.objects.iter().filter(|(address, _)| is_lookup(address));
    lookups.map(|(address, declared)| (address.clone(), declared.body.clone())).collect()
}

/// The roles of a project that takes them from a database.
fn from_rows(desired: &mut Desired, rows: &BTreeMap<Address, Body>) -> Vec<Finding> {
    match desired.lookup_roles.as_ref().is_some_and(|roles| roles.needs_database()) {
        true => {
            let renamed = rows.iter().map(|(address, body)| (future(address, &desired.moves), body.clone()));
            let renamed = renamed.collect();
            expand(desired, &renamed)
        }
        false => Vec::new(),
    }
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
