//! Protocol mappers of clients and client scopes, and mappers of identity providers: what they put into tokens.

use crate::rule::Rule;

mod duplicate_name;
mod facts;
mod hardcoded_claim;
mod hardcoded_role;
mod pairwise_salt;
mod reserved_claim;
mod script;
mod unknown_type;
mod user_attribute;
mod user_profile;
mod wildcard_audience;

use facts::{CLAIM, LINK, MAPPER, TYPE};

pub(super) const RULES: &[&Rule] = &[
    &duplicate_name::RULE,
    &hardcoded_claim::RULE,
    &hardcoded_role::RULE,
    &pairwise_salt::RULE,
    &reserved_claim::RULE,
    &script::RULE,
    &unknown_type::RULE,
    &user_attribute::RULE,
    &wildcard_audience::RULE,
];
