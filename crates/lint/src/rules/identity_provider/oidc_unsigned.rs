//! An OpenID Connect provider whose signatures are not validated.

use super::{PROVIDER, is_checked, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/oidc-unsigned",
    severity: Severity::Warning,
    title: "Token signatures of an OpenID Connect provider are not validated",
    why: "Without validation, a token does not prove who issued it. At login the token comes from the provider's token \
          endpoint, so only TLS stands between a forged token and every account that is linked to the provider. A \
          logout request from the provider can come from anyone: with a forged token, anyone can end other users' \
          sessions. OpenID Connect lets a client skip the check only at login, and only over TLS.",
    fix: "set `validateSignature` and `useJwksUrl` in the provider's `config` to `true`, and set `jwksUrl`",
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
        report.at(provider, &["config", "validateSignature"], "token signatures are not validated");
    }
}
