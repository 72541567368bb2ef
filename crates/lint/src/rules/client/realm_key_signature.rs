//! Clients whose tokens are signed with the realm's HMAC key.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/realm-key-signature",
    severity: Severity::Warning,
    title: "Tokens signed with an HMAC key that the client cannot have",
    why: "OpenID Connect defines the `HS…` algorithms as signing with the client's secret. Keycloak signs with the \
          realm's own HMAC key instead and never discloses it, so no client can verify the signature. Either logins \
          fail, or the client skips verification and accepts forged tokens. Anyone who copies the key out of the \
          database to make it work can sign tokens for the whole realm.",
    fix: "set the attribute to an asymmetric algorithm such as `RS256`, `PS256` or `ES256`, or remove it",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation",
        "https://www.rfc-editor.org/rfc/rfc8725#section-3.1",
        "https://github.com/keycloak/keycloak/issues/13823",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "app",
            "attributes": {"id.token.signed.response.alg": "HS256"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app",
            "attributes": {"user.info.response.signature.alg": "HS512"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "app", "attributes": {
            "id.token.signed.response.alg": "ES256", "user.info.response.signature.alg": "unsigned"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "clientAuthenticatorType": "client-secret-jwt",
            "attributes": {"token.endpoint.auth.signing.alg": "HS256", "request.object.signature.alg": "HS256"}}]}"#,
    ],
};

/// What Keycloak signs for a client, without access tokens: with introspection, only Keycloak reads those.
const SIGNED: &[&[&str]] = &[
    &["attributes", "id.token.signed.response.alg"],
    &["attributes", "user.info.response.signature.alg"],
    &["attributes", "authorization.signed.response.alg"],
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    for keys in SIGNED {
        if let Some(algorithm) = client.text(keys).filter(|algorithm| algorithm.starts_with("HS") && is_judged(client))
        {
            report.at(
                client,
                keys,
                format!("`{algorithm}` signs with the realm's HMAC key, which the client cannot have"),
            );
        }
    }
}
