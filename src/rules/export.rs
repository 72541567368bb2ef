//! An export as a file: whether Keycloak would read it as it was meant.

use crate::rule::Rule;

mod nameless;
mod wrong_type;

pub const RULES: &[&Rule] = &[&nameless::RULE, &wrong_type::RULE];
