//! What a rule sees: what is linted, the project's policies, and who holds what.

use std::ops::Deref;
use std::sync::OnceLock;

use realmform_model::Desired;

use super::export::Export;
use super::subjects::{Beside, Subjects};
use crate::holders::{self, Holders};
use crate::policy::Policies;

/// What is linted, with what it is judged by.
#[derive(Debug)]
pub struct Context<'a> {
    subjects: Subjects<'a>,
    /// The project's own rules.
    pub policies: &'a Policies,
    /// Who holds what, read when it is first asked for.
    holders: OnceLock<Holders>,
}

impl<'a> Context<'a> {
    /// The project's TOML. Without what is live, nothing that it names can be called missing.
    pub fn of_project(desired: &'a Desired, beside: Beside<'a>, policies: &'a Policies) -> Self {
        Self { subjects: Subjects::of_project(desired, beside), policies, holders: OnceLock::new() }
    }

    /// A realm's exports: the realm itself, and what else there is of it (its users, from files of their own).
    pub fn of_export(exports: &'a [Export<'a>], policies: &'a Policies) -> Self {
        Self { subjects: Subjects::of_export(exports), policies, holders: OnceLock::new() }
    }

    /// Who holds which role.
    pub(crate) fn holders(&self) -> &Holders {
        self.holders.get_or_init(|| holders::build(&self.subjects))
    }
}

impl<'a> Deref for Context<'a> {
    type Target = Subjects<'a>;

    fn deref(&self) -> &Subjects<'a> {
        &self.subjects
    }
}
