//! A provider without an expected issuer.

use super::{PROVIDER, is_oidc, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/issuer-missing",
    severity: Severity::Warning,
    title: "The issuer of an identity provider's tokens is not checked",
    why: "Without a configured issuer, Keycloak accepts a token or an assertion from every issuer with the same keys. \
          Hosted services sign for thousands of tenants with one key, so a user of another tenant who has the \
          identifier or address of one of your users can log in here. With several providers, an attacker's own \
          provider can also pass off its response as that of another (a mix-up attack).",
    fix: "set `issuer` (OpenID Connect) or `idpEntityId` (SAML) in the provider's `config`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.4",
        "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_oidc",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"issuer": ""}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "entityId": "https://keycloak.example/realms/r"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {"issuer": "https://p.example"}},
            {"alias": "b", "providerId": "saml", "config": {"idpEntityId": "https://p.example/saml"}},
            {"alias": "google", "providerId": "google"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let key = match () {
        () if is_oidc(provider) => "issuer",
        () if is_saml(provider) => "idpEntityId",
        () => return,
    };
    if config::text(provider, key).is_none() {
        report.at(provider, &["config", key], format!("`{key}` is not set, so any issuer is accepted"));
    }
}
