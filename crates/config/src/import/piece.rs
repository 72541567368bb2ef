//! An object on its way into a file.

use std::collections::BTreeMap;

use realmform_kinds::kind::{Kind, Place};
use realmform_model::{Address, Body};

/// The files of a project, by their path in it.
pub type Files = BTreeMap<String, String>;

/// An object that becomes a declaration.
#[derive(Clone)]
pub(super) struct Piece {
    pub address: Address,
    pub kind: &'static dyn Kind,
    pub place: &'static Place,
    /// The names on the way to it in the TOML.
    pub names: Vec<String>,
    pub fields: Body,
}
