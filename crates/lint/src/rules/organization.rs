//! Organizations and their domains.

use crate::json::Json;
use crate::rule::{Rule, Sort, Subject};
use realmform_kinds::names;

mod domain_taken_twice;
mod public_domain;

pub const RULES: &[&Rule] = &[&domain_taken_twice::RULE, &public_domain::RULE];

const ORGANIZATION: Sort = Sort::Kind(names::ORGANIZATION);

/// The names of the domains: a list in exports, tables by name in TOML.
fn domains<'s>(organization: &'s Subject) -> impl Iterator<Item = &'s str> {
    let domains = organization.get(&["domains"]);
    let listed = domains.into_iter().flat_map(|list| list.items()).filter_map(|domain| domain.get("name")?.text());
    listed.chain(domains.into_iter().flat_map(Json::entries).map(|(name, _)| name.as_ref()))
}
