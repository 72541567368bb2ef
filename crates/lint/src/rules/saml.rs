//! SAML clients: applications that are service providers of this realm.

use crate::rule::{Context, Rule, Sort, Subject};
use realmform_kinds::names;

mod assertion_unsigned;
mod certificate_missing;
mod clear_text_url;
mod client_signature_off;
mod document_unsigned;
mod ecp_allowed;
mod email_not_unique;
mod full_scope;
mod idp_initiated;
mod inclusive_canonicalization;
mod long_assertion;
mod one_time_use_off;
mod reach;
mod redirect_anywhere;
mod redirect_binding;
mod redirect_host_wildcard;
mod redirect_wildcard;
#[cfg(test)]
mod tests;
mod unencrypted;
mod unsigned;
mod weak_encryption;
mod weak_signature;

pub const RULES: &[&Rule] = &[
    &unsigned::RULE,
    &document_unsigned::RULE,
    &assertion_unsigned::RULE,
    &client_signature_off::RULE,
    &certificate_missing::RULE,
    &unencrypted::RULE,
    &weak_signature::RULE,
    &weak_encryption::RULE,
    &inclusive_canonicalization::RULE,
    &redirect_anywhere::RULE,
    &redirect_host_wildcard::RULE,
    &redirect_wildcard::RULE,
    &clear_text_url::RULE,
    &redirect_binding::RULE,
    &one_time_use_off::RULE,
    &long_assertion::RULE,
    &email_not_unique::RULE,
    &idp_initiated::RULE,
    &ecp_allowed::RULE,
    &full_scope::RULE,
];

const CLIENT: Sort = Sort::Kind(names::CLIENT);

const SIGN_DOCUMENT: &[&str] = &["attributes", "saml.server.signature"];
const SIGN_ASSERTION: &[&str] = &["attributes", "saml.assertion.signature"];
const CLIENT_SIGNATURE: &[&str] = &["attributes", "saml.client.signature"];
const FORCE_POST: &[&str] = &["attributes", "saml.force.post.binding"];
const FORCE_ARTIFACT: &[&str] = &["attributes", "saml.artifact.binding"];
const ENCRYPT: &[&str] = &["attributes", "saml.encrypt"];

/// An enabled SAML client that is not one of Keycloak's own.
fn is_judged(client: &Subject) -> bool {
    client.text(&["protocol"]) == Some("saml") && !client.built_in && client.flag_or(&["enabled"], true) != Some(false)
}

/// An attribute that is not empty.
fn attribute<'s>(client: &'s Subject, path: &[&str]) -> Option<&'s str> {
    client.text(path).map(str::trim).filter(|value| !value.is_empty())
}

/// Whether the switch is off, and stays off when Keycloak creates the client.
fn is_off(client: &Subject, switch: &[&str]) -> bool {
    client.flag_or(switch, false) == Some(false)
}

/// The same for a switch that Keycloak turns on if a new client does not set it. An export describes a client that
/// exists: what it does not set is off.
fn is_turned_off(client: &Subject, context: &Context, switch: &[&str]) -> bool {
    client.flag_or(switch, !context.is_export) == Some(false)
}
