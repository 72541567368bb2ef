//! An OpenID Connect provider that is asked without PKCE.

use super::{PROVIDER, is_oidc};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/pkce-missing",
    severity: Severity::Warning,
    title: "Logins at an OpenID Connect provider are not bound by PKCE with S256",
    why: "An authorization code that leaks on its way back (by a log, a referrer, a page that passes on what it gets) can be \
          put into another browser's login, which then runs in the wrong account. With PKCE the code fits only the login \
          that asked for it. The method `plain` sends the secret along in the request, where whoever sees the code has \
          mostly seen it too. RFC 9700 recommends PKCE for all clients, those with a secret among them.",
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
        report.at(provider, &["config", "pkceEnabled"], "logins at it are not bound by PKCE");
        return;
    }
    let method = config::text(provider, "pkceMethod").unwrap_or_default();
    if method != "S256" {
        report.at(provider, &["config", "pkceMethod"], format!("its PKCE method is `{method}`, not `S256`"));
    }
}
