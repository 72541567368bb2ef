//! User federation: LDAP directories that provide the realm's users.

use crate::rule::Rule;

mod anonymous_bind;
mod clear_text;
mod facts;
mod other_truststore;
mod password_policy_skipped;
mod sensitive_role;
mod strangers_written;
#[cfg(test)]
mod tests;
mod trust_email;

use facts::{PROVIDER, addresses, is_judged, is_writable};

pub(super) const RULES: &[&Rule] = &[
    &clear_text::RULE,
    &anonymous_bind::RULE,
    &other_truststore::RULE,
    &trust_email::RULE,
    &password_policy_skipped::RULE,
    &strangers_written::RULE,
    &sensitive_role::RULE,
];
