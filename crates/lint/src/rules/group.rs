//! Groups: what they grant.

use crate::rule::Rule;

mod holds_admin_role;
mod without_roles;

pub(super) const RULES: &[&Rule] = &[&holds_admin_role::RULE, &without_roles::RULE];
