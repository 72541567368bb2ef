//! What rules ask of an organization.

use crate::json::Json;
use crate::rule::Subject;
use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const ORGANIZATION: KindName = names::ORGANIZATION;

/// The domains' names: in exports a list, in TOML tables by name.
pub(super) fn domains<'s>(organization: &'s Subject) -> impl Iterator<Item = &'s str> {
    let domains = organization.get(&["domains"]);
    let listed = domains.into_iter().flat_map(|list| list.items()).filter_map(|domain| domain.get("name")?.text());
    listed.chain(domains.into_iter().flat_map(Json::entries).map(|(name, _)| name.as_ref()))
}

/// The alias; a new organization without one gets its name.
pub(super) fn alias<'s>(organization: &'s Subject) -> Option<&'s str> {
    let name = organization.name.name.as_str();
    organization.text_or(&["alias"], name).map(|alias| if alias.trim().is_empty() { name } else { alias })
}
