//! Mappers that write a claim which only Keycloak should set.

use super::{CLAIM, LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/reserved-claim",
    severity: Severity::Warning,
    title: "Mapper writes a reserved claim",
    why: "Everyone who validates a token relies on these claims: `sub` says who the user is, `aud` and `azp` whom the \
          token is for, `acr` and `auth_time` how and when the user logged in, `realm_access` and `resource_access` \
          what the user may do. Filled from a user attribute or with a hardcoded value, they say what the author of \
          that value wants. For other claims, such as `iss`, `exp` or `scope`, Keycloak ignores the mapper, so the \
          severity is `info`.",
    fix: "use another claim name; for `aud` use the audience mapper, for `acr` the level of authentication, for roles \
          the role mappers",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#IDToken",
        "https://www.rfc-editor.org/rfc/rfc9068#section-2.2",
        LINK,
    ],
    check: Check::Each(MAPPER, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-attribute-mapper", "config": {"claim.name": "sub", "user.attribute": "employee"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "realm_access.roles", "claim.value": "admin"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-hardcoded-claim-mapper", "config": {"claim.name": "iss", "claim.value": "https://x"}}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clientScopes": [{"name": "roles", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-client-role-mapper", "config": {"claim.name": "resource_access.${client_id}.roles"}}]}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "basic", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usersessionmodel-note-mapper", "config": {"claim.name": "auth_time", "user.session.note": "AUTH_TIME"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-attribute-mapper", "config": {"claim.name": "subject", "user.attribute": "employee"}}]}]}"#,
    ],
};

/// Claims that a mapper can overwrite.
const TRUSTED: &[&str] = &["sub", "azp", "aud", "acr", "amr", "auth_time"];
/// Claims in which Keycloak ignores what a mapper writes.
const IGNORED: &[&str] = &["jti", "typ", "iat", "exp", "iss", "scope", "nonce", "session_state"];

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    let Some(claim) = mapper.text(CLAIM) else { return };
    let first = claim.split('.').next().unwrap_or_default();
    let of_roles = matches!(first, "realm_access" | "resource_access");
    let is_trusted = TRUSTED.contains(&claim);
    if !of_roles && !is_trusted && !IGNORED.contains(&claim) || power::is_off(context, mapper) {
        return;
    }
    let provider = mapper.text(TYPE).unwrap_or_default();
    let is_meant_to = match provider {
        "oidc-usermodel-client-role-mapper" | "oidc-usermodel-realm-role-mapper" => of_roles,
        // Keycloak's own, in the scope `basic`.
        "oidc-usersessionmodel-note-mapper" => claim == "auth_time",
        _ => !provider.starts_with("oidc-"),
    };
    if is_meant_to {
        return;
    }
    match of_roles || is_trusted {
        true => report.at(mapper, CLAIM, format!("the mapper writes `{claim}`, which only Keycloak should set")),
        false => {
            let message = format!("the mapper writes `{claim}`, but Keycloak ignores it");
            report.at(mapper, CLAIM, message).severity(Severity::Info)
        }
    };
}
