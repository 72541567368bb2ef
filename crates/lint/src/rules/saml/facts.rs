//! What rules ask of a SAML client.

use crate::rule::{Context, Subject};
use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const CLIENT: KindName = names::CLIENT;

pub(super) const SIGN_DOCUMENT: &[&str] = &["attributes", "saml.server.signature"];
pub(super) const SIGN_ASSERTION: &[&str] = &["attributes", "saml.assertion.signature"];
pub(super) const CLIENT_SIGNATURE: &[&str] = &["attributes", "saml.client.signature"];
pub(super) const FORCE_POST: &[&str] = &["attributes", "saml.force.post.binding"];
pub(super) const FORCE_ARTIFACT: &[&str] = &["attributes", "saml.artifact.binding"];
pub(super) const ENCRYPT: &[&str] = &["attributes", "saml.encrypt"];

/// A SAML client that is not switched off.
pub(in crate::rules) fn is_judged(client: &Subject) -> bool {
    client.text(&["protocol"]) == Some("saml") && !client.built_in && client.flag_or(&["enabled"], true) != Some(false)
}

/// An attribute that says something.
pub(super) fn attribute<'s>(client: &'s Subject, path: &[&str]) -> Option<&'s str> {
    client.text(path).map(str::trim).filter(|value| !value.is_empty())
}

/// Whether the switch is off, and stays off when the client is made.
pub(super) fn is_off(client: &Subject, switch: &[&str]) -> bool {
    client.flag_or(switch, false) == Some(false)
}

/// The same of a switch that Keycloak turns on where a client is made that does not speak of it. An export is a client
/// that exists: what it does not speak of is off.
pub(super) fn is_turned_off(client: &Subject, context: &Context, switch: &[&str]) -> bool {
    client.flag_or(switch, !context.is_export) == Some(false)
}
