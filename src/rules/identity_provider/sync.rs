//! When what a provider says of a user is taken over: at the first login only, or at each.

use std::collections::BTreeMap;

use super::logs_in;
use crate::rule::{Context, Part, Subject};
use crate::rules::config;

/// A provider through which users log in, and those of its mappers that take something over from what it says of each
/// user.
pub(super) struct Synced<'c, 'a> {
    pub(super) provider: &'c Subject<'a>,
    pub(super) mappers: Vec<&'c Subject<'a>>,
}

/// All of them.
pub(super) fn all<'c, 'a>(context: &'c Context<'a>) -> impl Iterator<Item = Synced<'c, 'a>> {
    let mut mappers: BTreeMap<&str, Vec<&Subject>> = BTreeMap::new();
    for mapper in context.parts_of(Part::IdentityProviderMapper).filter(|mapper| !is_constant(mapper)) {
        let alias = mapper.text(&["identityProviderAlias"]).unwrap_or_default();
        mappers.entry(alias).or_default().push(mapper);
    }
    context.parts_of(Part::IdentityProvider).filter(|provider| logs_in(provider)).map(move |provider| {
        let alias = provider.text(&["alias"]).unwrap_or_default();
        Synced { provider, mappers: mappers.remove(alias).unwrap_or_default() }
    })
}

/// The mode that a provider or a mapper names.
pub(super) fn mode<'s>(of: &'s Subject) -> &'s str {
    config::text(of, "syncMode").unwrap_or("LEGACY")
}

/// Whether the mapper has the mode of its provider.
pub(super) fn inherits(mapper: &Subject) -> bool {
    mode(mapper) == "INHERIT"
}

/// Whether the mapper gives a role or a group by what the provider says of the user.
pub(super) fn gives_rights(mapper: &Subject) -> bool {
    !is_constant(mapper) && ["role-idp-mapper", "group-idp-mapper"].iter().any(|end| kind(mapper).ends_with(end))
}

/// Whether the mapper gives all users the same.
pub(super) fn is_constant(mapper: &Subject) -> bool {
    kind(mapper).contains("hardcoded-")
}

fn kind<'s>(mapper: &'s Subject) -> &'s str {
    mapper.text(&["identityProviderMapper"]).unwrap_or_default()
}
