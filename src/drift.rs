//! Drift: where what lives is not what is declared, object by object, and who changed it last.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::compare::Compared;
use crate::document::{Address, KindName};
use crate::kinds;
use crate::ownership;
use crate::plan::Action;
use crate::plan::select::Choice;

/// How an object differs from what is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Declared, and not there.
    Missing,
    /// Declared and there, and different.
    Changed,
    /// There, and not declared: of a kind that the project declares, and not made by Keycloak itself.
    NotDeclared,
}

impl Class {
    /// The word for it in text.
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::NotDeclared => "not declared",
        }
    }

    /// The word for it in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::NotDeclared => "notDeclared",
        }
    }
}

/// The last that an administrator did to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// `created`, `changed`, `deleted`.
    pub what: &'static str,
    pub time: Timestamp,
    /// The user's name, or its id where the account may not see the name.
    pub who: String,
}

/// An object that is not as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    pub address: Address,
    pub class: Class,
    pub event: Option<Event>,
}

/// All drift of a target, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    pub objects: Vec<Drifted>,
    /// Why nothing is known of who and when.
    pub note: Option<String>,
}

/// Classifies what was compared. The whole of the declared kinds must have been read.
pub fn classify(compared: &Compared, choice: &Choice) -> Drift {
    let (desired, live) = (&compared.desired, &compared.settled.live);
    let mut classes: BTreeMap<&Address, Class> = BTreeMap::new();
    for step in &compared.plan.steps {
        let class = match step.action {
            Action::Create { .. } => Class::Missing,
            Action::Delete(_) => continue,
            // The links of a new object are part of what is missing.
            _ if classes.get(&step.address) == Some(&Class::Missing) => continue,
            _ => Class::Changed,
        };
        classes.insert(&step.address, class);
    }
    let is_seen = |kind: KindName| desired.speaks_of(kind) || desired.ownership.deletes(kind);
    let undeclared = live.objects.keys().filter(|address| {
        is_seen(address.kind)
            && kinds::of(address.kind).marks().is_some()
            && !desired.objects.contains_key(address)
            && !ownership::is_keycloaks(address, live)
            && desired.ownership.ignored(address).is_none()
            && choice.takes(address)
    });
    for address in undeclared {
        classes.insert(address, Class::NotDeclared);
    }
    let objects = classes.into_iter().map(|(address, class)| Drifted { address: address.clone(), class, event: None });
    Drift { objects: objects.collect(), note: None }
}
