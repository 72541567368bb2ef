//! An OpenID Connect provider whose signatures are not checked.

use super::{PROVIDER, is_checked, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/oidc-unsigned",
    severity: Severity::Warning,
    title: "Tokens of an OpenID Connect provider are taken without a check of their signature",
    why: "Who wrote a token is then not proven by the token. The one of a login comes from the provider's token endpoint, so \
          TLS alone stands between a forged token and every account that is linked to the provider. The request of the \
          provider to log a user out comes from anybody at all: with a made-up token anybody ends the sessions of others. \
          OpenID Connect lets a client skip the check at login only, and only over TLS.",
    fix: "set `validateSignature` and `useJwksUrl` in the provider's `config` to `true`, with its `jwksUrl`",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation",
        "https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_oidc",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "validateSignature": "false"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "keycloak-oidc"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "validateSignature": "true"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "enabled": false},
            {"alias": "google", "providerId": "google"}, {"alias": "s", "providerId": "saml"}]}"#,
    ],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_oidc(provider) && !is_checked(provider) {
        report.at(
            provider,
            &["config", "validateSignature"],
            "its tokens are taken without a check of their signature",
        );
    }
}
