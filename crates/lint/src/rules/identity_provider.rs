//! Identity providers: external services through which users log in to the realm.

use crate::rule::{Part, Rule, Sort, Subject, config};

mod changeable_identity;
mod clear_text_url;
mod clock_skew;
mod domain_of_nobody;
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

pub const RULES: &[&Rule] = &[
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

const PROVIDER: Sort = Sort::Part(Part::IdentityProvider);

/// Generic OpenID Connect providers.
const OIDC: &[&str] = &["oidc", "keycloak-oidc"];

/// Providers at which anyone can create an account.
#[rustfmt::skip]
const SOCIAL: &[&str] = &[
    "google", "facebook", "github", "gitlab", "microsoft", "twitter", "instagram", "linkedin-openid-connect",
    "linkedin", "stackoverflow", "bitbucket", "paypal",
];

/// Providers for clients or keys only; users do not log in through them.
const NOT_FOR_USERS: &[&str] = &["spiffe", "kubernetes", "jwt-authorization-grant", "default-trust"];

fn provider_id<'s>(provider: &'s Subject) -> &'s str {
    provider.text(&["providerId"]).unwrap_or_default()
}

/// Whether the provider is enabled.
fn is_enabled(provider: &Subject) -> bool {
    provider.flag_or(&["enabled"], true) != Some(false)
}

fn is_oidc(provider: &Subject) -> bool {
    is_enabled(provider) && OIDC.contains(&provider_id(provider))
}

fn is_saml(provider: &Subject) -> bool {
    is_enabled(provider) && provider_id(provider) == "saml"
}

/// Whether users log in through the provider.
fn logs_in(provider: &Subject) -> bool {
    is_enabled(provider) && !NOT_FOR_USERS.contains(&provider_id(provider))
}

/// Whether the provider's signatures are validated.
fn is_checked(provider: &Subject) -> bool {
    config::is_on(provider, "validateSignature")
}
