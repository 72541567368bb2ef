//! User federation: LDAP directories that provide the realm's users.

use crate::rule::{Rule, Sort, Subject, config};
use realmform_kinds::names;

mod anonymous_bind;
mod clear_text;
mod other_truststore;
mod password_policy_skipped;
mod sensitive_role;
mod strangers_written;
#[cfg(test)]
mod tests;
mod trust_email;

pub const RULES: &[&Rule] = &[
    &clear_text::RULE,
    &anonymous_bind::RULE,
    &other_truststore::RULE,
    &trust_email::RULE,
    &password_policy_skipped::RULE,
    &strangers_written::RULE,
    &sensitive_role::RULE,
];

const PROVIDER: Sort = Sort::Kind(names::USER_FEDERATION);

/// Whether the provider is an enabled LDAP directory.
fn is_judged(provider: &Subject) -> bool {
    provider.text(&["providerId"]) == Some("ldap")
        && config::text(provider, "enabled").is_none_or(|enabled| !enabled.eq_ignore_ascii_case("false"))
}

/// Whether Keycloak writes changes to the directory.
fn is_writable(provider: &Subject) -> bool {
    config::text(provider, "editMode") == Some("WRITABLE")
}

/// The URLs of the directory, which are separated by spaces.
fn addresses<'s>(provider: &'s Subject) -> impl Iterator<Item = &'s str> {
    config::text(provider, "connectionUrl").unwrap_or_default().split_whitespace()
}
