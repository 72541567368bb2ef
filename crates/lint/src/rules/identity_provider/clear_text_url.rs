//! A provider with addresses that are not encrypted.

use super::{PROVIDER, is_enabled};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use crate::rules::cleartext;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/clear-text-url",
    severity: Severity::Warning,
    title: "Keycloak or its users talk to a provider over a connection that is not encrypted",
    why: "Whoever is on the way reads what is sent: the client's secret and the tokens at the token endpoint, the user's \
          password at the login page. They also put in what they like: their own key at the address of the keys, their \
          own user at the address of the user's data, and so log in as anybody. Addresses on the machine itself are not \
          told.",
    fix: "use `https://`, with `sslRequired` of the realm at `external` or `all`",
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

/// An issuer is a name, and nothing is sent to it.
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
            report.at(provider, &["config", key], format!("what is sent to `{address}` is not encrypted"));
        }
    }
}
