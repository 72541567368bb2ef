//! Users in an export.

use crate::rule::Rule;

mod password_in_clear;
mod twin_by_case;

pub(super) const RULES: &[&Rule] = &[&password_in_clear::RULE, &twin_by_case::RULE];
