//! An export as a file: whether Keycloak would read it as it was meant.

use crate::rule::Rule;

mod duplicate;
mod duplicate_key;
mod nameless;
mod secret_in_clear;
mod wrong_type;

pub const RULES: &[&Rule] =
    &[&duplicate::RULE, &duplicate_key::RULE, &nameless::RULE, &secret_in_clear::RULE, &wrong_type::RULE];
