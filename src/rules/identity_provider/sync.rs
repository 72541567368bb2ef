//! When what a provider says of a user is taken over: at the first login only, or at each.

use crate::rule::Subject;
use crate::rules::config;

/// The mode that a provider or a mapper names.
pub(super) fn mode<'s>(of: &'s Subject) -> &'s str {
    config::text(of, "syncMode").unwrap_or("LEGACY")
}

/// What a mapper does where its provider has the mode.
pub(super) fn effective<'s>(mapper: &'s Subject, of_provider: &'s str) -> &'s str {
    match mode(mapper) {
        "INHERIT" => of_provider,
        own => own,
    }
}

/// Whether the mapper gives a role or a group by what the provider says of the user.
pub(super) fn gives_rights(mapper: &Subject) -> bool {
    let kind = kind(mapper);
    kind.ends_with("role-idp-mapper") && !is_constant(mapper) || kind.ends_with("advanced-group-idp-mapper")
}

/// Whether the mapper gives all users the same.
pub(super) fn is_constant(mapper: &Subject) -> bool {
    kind(mapper).contains("hardcoded-")
}

fn kind<'s>(mapper: &'s Subject) -> &'s str {
    mapper.text(&["identityProviderMapper"]).unwrap_or_default()
}
