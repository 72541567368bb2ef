//! An OpenID Connect provider without PKCE.

use super::{PROVIDER, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/pkce-missing",
    severity: Severity::Warning,
    title: "Logins through an OpenID Connect provider are not protected by PKCE with S256",
    why: "An authorization code that leaks on its way back (through a log, a referrer, an open redirector) can be \
          injected into another browser's login, which then ends up in the wrong account. With PKCE, the code works \
          only for the login that requested it. The method `plain` sends the verifier in the request, where anyone who \
          sees the code has usually seen it too. RFC 9700 recommends PKCE for all clients, including those with a \
          secret.",
    fix: "set `pkceEnabled` to `true` and `pkceMethod` to `S256` in the provider's `config`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1",
        "https://www.rfc-editor.org/rfc/rfc7636#section-7.2",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_oidc",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"pkceEnabled": "false"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "keycloak-oidc", "config": {
            "pkceEnabled": "true", "pkceMethod": "plain"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "pkceEnabled": "true"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "p", "providerId": "oidc", "config": {"pkceEnabled": "true", "pkceMethod": "S256"}},
            {"alias": "google", "providerId": "google"}, {"alias": "old", "providerId": "oidc", "enabled": false}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_oidc(provider) {
        return;
    }
    if !config::is_on(provider, "pkceEnabled") {
        report.at(provider, &["config", "pkceEnabled"], "PKCE is not enabled for logins through this provider");
        return;
    }
    let message = match config::text(provider, "pkceMethod").unwrap_or_default() {
        "S256" => return,
        "" => "PKCE is enabled, but its method is not set".to_owned(),
        method => format!("the PKCE method is `{method}`, not `S256`"),
    };
    report.at(provider, &["config", "pkceMethod"], message);
}
