//! An OpenID Connect provider with the nonce check disabled.

use super::{PROVIDER, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/nonce-off",
    severity: Severity::Warning,
    title: "The nonce check of an OpenID Connect provider is disabled",
    why: "The nonce in an ID token binds it to one login. Without it, an attacker can inject a token or a code from \
          another login: the user ends up in an account that the attacker chose, or the attacker in the user's. The \
          setting exists for providers that do not return the nonce, which violates the specification.",
    fix: "remove `disableNonce` from the provider's `config`; if the provider does not return the nonce, enable PKCE \
          (`pkceEnabled`)",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#NonceNotes",
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.5",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "disableNonce": "true"}}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {"disableNonce": "false"}},
            {"alias": "b", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_oidc(provider) && config::is_on(provider, "disableNonce") {
        report.at(
            provider,
            &["config", "disableNonce"],
            "the nonce check is disabled, so tokens are not bound to the login that requested them",
        );
    }
}
