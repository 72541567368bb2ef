//! What rules ask of an identity provider.

use crate::rule::{Subject, config};
use realmform_kinds::names;
use realmform_model::KindName;

pub(super) const PROVIDER: KindName = names::IDENTITY_PROVIDER;

/// Providers that speak OpenID Connect with whomever the settings name.
pub(super) const OIDC: &[&str] = &["oidc", "keycloak-oidc"];

/// Where anybody can make an account.
#[rustfmt::skip]
pub(super) const SOCIAL: &[&str] = &[
    "google", "facebook", "github", "gitlab", "microsoft", "twitter", "instagram", "linkedin-openid-connect",
    "linkedin", "stackoverflow", "bitbucket", "paypal",
];

/// Providers that vouch for clients or keys only; nobody logs in through them.
pub(super) const NOT_FOR_USERS: &[&str] = &["spiffe", "kubernetes", "jwt-authorization-grant", "default-trust"];

pub(super) fn provider_id<'s>(provider: &'s Subject) -> &'s str {
    provider.text(&["providerId"]).unwrap_or_default()
}

/// A provider that is not switched off.
pub(super) fn is_enabled(provider: &Subject) -> bool {
    provider.flag_or(&["enabled"], true) != Some(false)
}

pub(super) fn is_oidc(provider: &Subject) -> bool {
    is_enabled(provider) && OIDC.contains(&provider_id(provider))
}

pub(super) fn is_saml(provider: &Subject) -> bool {
    is_enabled(provider) && provider_id(provider) == "saml"
}

/// Whether users log in through it.
pub(super) fn logs_in(provider: &Subject) -> bool {
    is_enabled(provider) && !NOT_FOR_USERS.contains(&provider_id(provider))
}

/// Whether the provider's signatures are checked.
pub(super) fn is_checked(provider: &Subject) -> bool {
    config::is_on(provider, "validateSignature")
}
