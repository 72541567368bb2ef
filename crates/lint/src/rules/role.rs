//! Roles: what they contain, and who has them.

use crate::rule::Rule;

mod default_too_much;
mod empty_composite;
mod given_to_user;
mod granted_by_nobody;
mod of_disabled_client;
mod reaches_admin_role;
mod reaches_realm_admin;

pub(super) const RULES: &[&Rule] = &[
    &default_too_much::RULE,
    &empty_composite::RULE,
    &given_to_user::RULE,
    &granted_by_nobody::RULE,
    &of_disabled_client::RULE,
    &reaches_admin_role::RULE,
    &reaches_realm_admin::RULE,
];
