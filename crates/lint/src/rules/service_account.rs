//! Service accounts: what a client may do as itself.

use crate::rule::Rule;

mod admin_role;

pub(super) const RULES: &[&Rule] = &[&admin_role::RULE];
