//! Protocol mappers of clients and client scopes, and mappers of identity providers: what they put into tokens.

use crate::rule::{Rule, Sort};
use realmform_kinds::names;

mod duplicate_name;
mod hardcoded_claim;
mod hardcoded_role;
mod pairwise_salt;
mod reserved_claim;
mod script;
mod unknown_type;
mod user_attribute;
mod user_profile;
mod wildcard_audience;

pub const RULES: &[&Rule] = &[
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

const MAPPER: Sort = Sort::Kind(names::PROTOCOL_MAPPER);

const TYPE: &[&str] = &["protocolMapper"];
const CLAIM: &[&str] = &["config", "claim.name"];

const LINK: &str = "https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers";
