//! What a step writes to its object: what is judged.

use realmform_kinds::request::merged;
use realmform_model::{Action, Body, Declared, Desired, Live, Path, Span, Step};

/// The code of what the server does not take.
pub(super) const CODE: &str = "config/refused";

/// What a step writes to its object.
pub(super) struct Written<'a> {
    pub step: &'a Step,
    declared: Option<&'a Declared>,
    /// As it lives; `None` for a new object.
    pub before: Option<&'a Body>,
    pub after: Body,
    pub paths: Vec<Path>,
}

impl<'a> Written<'a> {
    /// `None` for a step that sets no fields.
    pub(super) fn by(step: &'a Step, desired: &'a Desired, live: &'a Live) -> Option<Self> {
        let object = live.objects.get(&step.address);
        let after = match &step.action {
            Action::Create { body, .. } => body.clone(),
            Action::Update { changes, .. } => merged(object, changes),
            Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => return None,
        };
        let declared = desired.objects.get(&step.address);
        Some(Self { step, declared, before: object.map(|object| &object.body), after, paths: paths(step) })
    }

    /// Where a field is declared.
    pub(super) fn place(&self, path: &Path) -> &'a Span {
        self.declared.map_or(&self.step.span, |declared| declared.place(path))
    }

    /// Whether the step sets the field, or something in it.
    pub(super) fn sets(&self, field: &str) -> bool {
        self.paths.iter().any(|path| path.0.first().is_some_and(|first| first == field))
    }
}

/// The fields that a step sets: whole ones of a new object, and what changes of others.
pub(super) fn paths(step: &Step) -> Vec<Path> {
    match &step.action {
        Action::Create { body, secrets } => {
            body.keys().map(|key| Path::of(&[key])).chain(secrets.iter().cloned()).collect()
        }
        Action::Update { changes, .. } => changes.iter().map(|change| change.path.clone()).collect(),
        Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => Vec::new(),
    }
}
