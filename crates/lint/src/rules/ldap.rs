//! User federation: directories that this realm takes its users from.

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

/// An LDAP directory that is not switched off.
fn is_judged(provider: &Subject) -> bool {
    provider.text(&["providerId"]) == Some("ldap")
        && config::text(provider, "enabled").is_none_or(|enabled| !enabled.eq_ignore_ascii_case("false"))
}

/// Whether changes here are written to the directory.
fn is_writable(provider: &Subject) -> bool {
    config::text(provider, "editMode") == Some("WRITABLE")
}

/// The addresses of the directory, which stand beside each other in one text.
fn addresses<'s>(provider: &'s Subject) -> impl Iterator<Item = &'s str> {
    config::text(provider, "connectionUrl").unwrap_or_default().split_whitespace()
}
