//! The export as a file: whether Keycloak reads it as intended.

use crate::rule::Rule;

mod duplicate;
mod duplicate_key;
mod nameless;
mod secret_in_clear;
mod unknown_field;
mod walk;
mod wrong_type;

pub(super) const RULES: &[&Rule] = &[
    &duplicate::RULE,
    &duplicate_key::RULE,
    &nameless::RULE,
    &secret_in_clear::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
];
