//! Drift: which objects differ from their declarations, and who changed them last.

use jiff::Timestamp;

use crate::address::Address;

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
    /// When it happened.
    pub time: Timestamp,
    /// The user's name, or its id where the account may not see the name.
    pub who: String,
}

/// An object that is not as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drifted {
    /// The object.
    pub address: Address,
    /// In which way it differs.
    pub class: Class,
    /// Who changed it last, if the realm saves admin events.
    pub event: Option<Event>,
}

/// All drift of a target, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// The objects that differ.
    pub objects: Vec<Drifted>,
    /// Why nothing is known of who and when.
    pub note: Option<String>,
}
