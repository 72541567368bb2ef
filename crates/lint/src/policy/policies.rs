//! The contents of all policy files.

use std::collections::BTreeMap;

use realmform_model::{Address, Severity};

use super::naming::Naming;
use super::require::Require;
use super::reserved::Reserved;
use super::vocabularies::Vocabularies;
use super::waiver::Waiver;

/// All that the policy files say.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// The countries are always among them.
    pub vocabularies: Vocabularies,
    /// In the order of the files' names, and of the rules in a file.
    pub naming: Vec<Naming>,
    /// Findings that are taken out.
    pub waivers: Vec<Waiver>,
    /// How bad findings are, by their code or a pattern of codes; `None` is off.
    pub levels: BTreeMap<String, Option<Severity>>,
    /// What only some may have.
    pub reserved: Vec<Reserved>,
    /// What objects must be.
    pub require: Vec<Require>,
}

impl Policies {
    /// The rule that decides over an object: the first whose scope holds it.
    pub(crate) fn naming_for(&self, address: &Address) -> Option<&Naming> {
        self.naming.iter().find(|rule| rule.scope.holds(address))
    }
}
