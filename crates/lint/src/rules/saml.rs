//! SAML clients: applications that are service providers of this realm.

use crate::rule::Rule;

mod assertion_unsigned;
mod certificate_missing;
mod clear_text_url;
mod client_signature_off;
mod document_unsigned;
mod ecp_allowed;
mod email_not_unique;
mod facts;
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

use facts::{
    CLIENT, CLIENT_SIGNATURE, ENCRYPT, FORCE_ARTIFACT, FORCE_POST, SIGN_ASSERTION, SIGN_DOCUMENT, attribute, is_off,
    is_turned_off,
};

pub(super) use facts::is_judged;

pub(super) const RULES: &[&Rule] = &[
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
