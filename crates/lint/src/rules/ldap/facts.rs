//! What rules ask of a user federation.

use crate::rule::{Subject, config};
use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const PROVIDER: KindName = names::USER_FEDERATION;

/// An LDAP directory that is not switched off.
pub(super) fn is_judged(provider: &Subject) -> bool {
    provider.text(&["providerId"]) == Some("ldap")
        && config::text(provider, "enabled").is_none_or(|enabled| !enabled.eq_ignore_ascii_case("false"))
}

/// Whether changes here are written to the directory.
pub(super) fn is_writable(provider: &Subject) -> bool {
    config::text(provider, "editMode") == Some("WRITABLE")
}

/// The addresses of the directory, which stand beside each other in one text.
pub(super) fn addresses<'s>(provider: &'s Subject) -> impl Iterator<Item = &'s str> {
    config::text(provider, "connectionUrl").unwrap_or_default().split_whitespace()
}
