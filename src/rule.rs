//! What a lint rule is: a look at a whole document that yields findings, without I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::document::{Address, Body, Declared, Desired, Live, Path, Side};
use crate::finding::{Finding, Source, Span};
use crate::policy::Policies;

/// One lint rule. A rule is one file under `rules/`.
pub trait Rule: Sync {
    /// Adds what is wrong by this rule.
    fn check(&self, context: &Context, findings: &mut Vec<Finding>);
}

/// What is linted: the project's TOML or a realm export.
pub struct Context<'a> {
    /// What is checked.
    pub objects: BTreeMap<&'a Address, Subject<'a>>,
    /// What exists beside the linted objects. After `settle`, so that it bears its new names.
    pub live: Option<&'a Live>,
    /// The sides of which every name is known: what is neither linted nor live there does not exist.
    pub complete: BTreeSet<Side>,
    /// The project's own rules.
    pub policies: &'a Policies,
}

impl<'a> Context<'a> {
    /// The project's TOML; without `live`, nothing that it names can be called missing.
    pub fn of_project(desired: &'a Desired, live: Option<&'a Live>, policies: &'a Policies) -> Self {
        let subject = |declared: &'a Declared| Subject {
            body: &declared.body,
            implied: declared.implied,
            place: Place::Declared(declared),
        };
        let complete = if live.is_some() { BTreeSet::from([Side::Realm, Side::Database]) } else { BTreeSet::new() };
        let objects = desired.objects.iter().map(|(address, declared)| (address, subject(declared))).collect();
        Self { objects, live, complete, policies }
    }

    /// A realm export, or a realm as it was read whole; `file` is its name as the user knows it.
    pub fn of_export(live: &'a Live, file: impl Into<PathBuf>, policies: &'a Policies) -> Self {
        let source = Arc::new(Source { path: file.into(), text: String::new() });
        let objects = live.objects.iter().map(|(address, object)| {
            (address, Subject { body: &object.body, implied: false, place: Place::File(Arc::clone(&source)) })
        });
        Self { objects: objects.collect(), live: None, complete: BTreeSet::from([Side::Realm]), policies }
    }

    /// Whether the object is linted or live.
    pub fn is_known(&self, address: &Address) -> bool {
        self.objects.contains_key(address) || self.live.is_some_and(|live| live.objects.contains_key(address))
    }

    /// Every address that is linted or live.
    pub fn addresses(&self) -> impl Iterator<Item = &Address> {
        let live = self.live.into_iter().flat_map(|live| live.objects.keys());
        self.objects.keys().copied().chain(live)
    }

    /// The place of an object that is linted.
    pub fn place(&self, address: &Address, path: &Path) -> Span {
        self.objects.get(address).map_or_else(Span::default, |subject| subject.place.of(path))
    }
}

/// One linted object.
pub struct Subject<'a> {
    /// The declared fields, or all of an export's.
    pub body: &'a Body,
    /// Not written down itself, but implied by what is.
    pub implied: bool,
    /// Where it stands.
    pub place: Place<'a>,
}

/// Where an object, or a field of it, stands.
pub enum Place<'a> {
    /// In TOML, to the field.
    Declared(&'a Declared),
    /// Somewhere in this file.
    File(Arc<Source>),
}

impl Place<'_> {
    /// The place of the field, or of the nearest thing around it; an empty path is the object itself.
    pub fn of(&self, path: &Path) -> Span {
        match self {
            Self::Declared(declared) => declared.place(path).clone(),
            Self::File(source) => Span { source: Arc::clone(source), offset: 0, length: 0 },
        }
    }
}
