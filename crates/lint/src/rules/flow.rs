//! Authentication flows.

use crate::rule::Rule;

mod empty;
mod missing;
mod second_factor_optional;

pub(super) const RULES: &[&Rule] = &[&empty::RULE, &missing::RULE, &second_factor_optional::RULE];
