//! Identity providers: external services through which users log in to the realm.

use crate::rule::Rule;

mod changeable_identity;
mod clear_text_url;
mod clock_skew;
mod domain_of_nobody;
mod facts;
mod issuer_missing;
mod key_missing;
mod links_without_proof;
mod mapper_not_synced;
mod nonce_off;
mod not_synced;
mod oidc_unsigned;
mod open_to_everyone;
mod pkce_missing;
mod proof;
mod saml_assertion_unencrypted;
mod saml_assertion_unsigned;
mod saml_redirect_binding;
mod saml_request_unsigned;
mod saml_unsigned;
mod sensitive_role;
mod sync;
#[cfg(test)]
mod tests;
mod token_stored;
mod trust_email;
mod weak_algorithm;

use facts::{PROVIDER, SOCIAL, is_checked, is_enabled, is_oidc, is_saml, logs_in, provider_id};

pub(super) const RULES: &[&Rule] = &[
    &oidc_unsigned::RULE,
    &saml_unsigned::RULE,
    &key_missing::RULE,
    &issuer_missing::RULE,
    &pkce_missing::RULE,
    &nonce_off::RULE,
    &clock_skew::RULE,
    &clear_text_url::RULE,
    &saml_assertion_unsigned::RULE,
    &saml_assertion_unencrypted::RULE,
    &saml_request_unsigned::RULE,
    &saml_redirect_binding::RULE,
    &weak_algorithm::RULE,
    &links_without_proof::RULE,
    &trust_email::RULE,
    &changeable_identity::RULE,
    &open_to_everyone::RULE,
    &domain_of_nobody::RULE,
    &token_stored::RULE,
    &not_synced::RULE,
    &mapper_not_synced::RULE,
    &sensitive_role::RULE,
];
