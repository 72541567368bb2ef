//! An OpenID Connect provider whose tokens are not tied to the login that asked for them.

use super::{PROVIDER, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/nonce-off",
    severity: Severity::Warning,
    title: "Tokens of an OpenID Connect provider are not tied to the login that asked for them",
    why: "The nonce in an ID token says which login it belongs to. Without it a token or a code of another login can be put \
          in, and the user ends up in an account that an attacker chose, or the attacker in the user's. It is there to be \
          turned off for providers that lose the nonce, which break the specification.",
    fix: "take `disableNonce` out of the provider's `config`; if the provider does not return the nonce, turn PKCE on",
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
            "its tokens are not tied by a nonce to the login that asked for them",
        );
    }
}
