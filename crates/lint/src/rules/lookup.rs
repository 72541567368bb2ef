//! The lookup catalogue: its values, their translations and order, and the realm roles that come from them.
//!
//! How codes are spelt, the naming policies say; parents that are nowhere and rings of parents are found with all other
//! references.

use crate::rule::Rule;

mod facts;
mod inactive_parent;
mod missing_translation;
mod permission_without_role;
mod sort_tie;
#[cfg(test)]
mod tests;
mod twin_by_case;
mod unknown_permission;
mod unknown_role;

pub(super) const RULES: &[&Rule] = &[
    &inactive_parent::RULE,
    &missing_translation::RULE,
    &permission_without_role::RULE,
    &sort_tie::RULE,
    &twin_by_case::RULE,
    &unknown_permission::RULE,
    &unknown_role::RULE,
];
