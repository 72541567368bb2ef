//! Client scopes: what they do and which clients have them.

use crate::rule::Rule;

mod in_both_lists;
mod offline_access_default;
mod other_protocol;
mod risky_default;
mod unused;
mod without_effect;

pub(super) const RULES: &[&Rule] = &[
    &in_both_lists::RULE,
    &offline_access_default::RULE,
    &other_protocol::RULE,
    &risky_default::RULE,
    &unused::RULE,
    &without_effect::RULE,
];
