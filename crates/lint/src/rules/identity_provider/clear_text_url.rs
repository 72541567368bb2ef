//! A provider with unencrypted URLs.

use super::{PROVIDER, is_enabled};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use crate::rules::cleartext;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/clear-text-url",
    severity: Severity::Warning,
    title: "Keycloak or its users reach an identity provider over an unencrypted connection",
    why: "Anyone on the network path can read what is sent: the client secret and the tokens at the token endpoint, \
          the user's password at the login page. They can also replace what comes back, such as the keys at the JWKS \
          URL or the user at the user info URL, and so log in as anyone. Addresses on the local machine are not \
          reported.",
    fix: "use `https://` URLs, and set the realm's `sslRequired` to `external` or `all`",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#TLSRequirements",
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.6",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "tokenUrl": "http://p.example/token"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "singleSignOnServiceUrl": "http://p.example/sso"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {"tokenUrl": "https://p.example/token",
                "jwksUrl": "http://localhost:8080/certs", "issuer": "http://p.example"}},
            {"alias": "b", "providerId": "oidc", "enabled": false, "config": {"tokenUrl": "http://p.example"}}]}"#],
};

/// Without `issuer`, which is only a name: nothing is sent to it.
#[rustfmt::skip]
const ADDRESSES: &[&str] = &[
    "authorizationUrl", "tokenUrl", "userInfoUrl", "jwksUrl", "tokenIntrospectionUrl", "logoutUrl",
    "metadataDescriptorUrl", "singleSignOnServiceUrl", "singleLogoutServiceUrl", "artifactResolutionServiceUrl",
    "mtlsTokenUrl", "mtlsUserInfoUrl", "mtlsTokenIntrospectionUrl", "baseUrl", "apiUrl", "bundleEndpoint",
];

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_enabled(provider) {
        return;
    }
    for key in ADDRESSES {
        if let Some(address) = config::text(provider, key)
            && cleartext::is_sent(address, "http")
        {
            report.at(provider, &["config", key], format!("traffic to `{address}` is not encrypted"));
        }
    }
}
