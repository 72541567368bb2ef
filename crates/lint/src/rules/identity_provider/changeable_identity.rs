//! A provider whose users are identified by a value that can change hands.

use realmform_kinds::names;
use std::collections::BTreeMap;

use super::is_enabled;
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/changeable-identity",
    severity: Severity::Warning,
    title: "Users of an identity provider are identified by a value that can change hands",
    why: "Keycloak links an account to the identifier that the provider gives the user. If that is an e-mail address \
          or a username, whoever gets the address or the name at the provider next is logged in to the previous \
          owner's account. At some providers users choose their address freely, and so choose the account. OpenID \
          Connect guarantees only that `iss` and `sub` together identify a user permanently.",
    fix: "identify users by a value that never changes: `sub` in OpenID Connect, the permanent ID in OAuth 2.0, a \
          persistent NameID in SAML; then link the existing users again",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability",
        "https://www.keycloak.org/docs/latest/server_admin/#_mappers",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc"}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "oidc-username-idp-mapper",
                "config": {"target": "BROKER_ID", "template": "${CLAIM.email | lowercase}"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "principalType": "FRIENDLY_ATTRIBUTE", "principalAttribute": "mail"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oauth2", "config": {
            "userIDClaim": "preferred_username"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "nameIDPolicyFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
                {"alias": "p", "providerId": "oidc", "config": {"userIDClaim": "email"}},
                {"alias": "q", "providerId": "oauth2", "config": {"userIDClaim": "id"}},
                {"alias": "s", "providerId": "saml", "config": {
                    "principalType": "ATTRIBUTE", "principalAttribute": "objectGUID"}},
                {"alias": "t", "providerId": "saml", "config": {
                    "nameIDPolicyFormat": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"}}],
            "identityProviderMappers": [
                {"name": "local", "identityProviderAlias": "p", "identityProviderMapper": "oidc-username-idp-mapper",
                    "config": {"target": "LOCAL", "template": "${CLAIM.email}"}},
                {"name": "sub", "identityProviderAlias": "p", "identityProviderMapper": "oidc-username-idp-mapper",
                    "config": {"target": "BROKER_ID", "template": "${ALIAS}.${CLAIM.sub}"}}]}"#],
};

/// Claims and attributes that contain an address or a name, in lower case.
#[rustfmt::skip]
const CHANGEABLE: &[&str] = &[
    "email", "mail", "emailaddress", "preferred_username", "username", "login", "name", "upn", "nickname",
    "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:1.2.840.113549.1.9.1",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
];

fn can_change(name: &str) -> bool {
    CHANGEABLE.contains(&name.to_ascii_lowercase().as_str())
}

fn check(context: &Context, report: &mut Report) {
    let mut enabled = BTreeMap::new();
    for provider in context.of_kind(names::IDENTITY_PROVIDER).map(|(_, it)| it).filter(|provider| is_enabled(provider))
    {
        enabled.extend(provider.text(&["alias"]).map(|alias| (alias, provider)));
        if let Some((key, name)) = by_setting(provider) {
            let message = format!("users are identified by `{name}`, which can change hands");
            report.at(provider, &["config", key], message).help(match key {
                "nameIDPolicyFormat" => {
                    "set `nameIDPolicyFormat` to `urn:oasis:names:tc:SAML:2.0:nameid-format:persistent`, then link the \
                     existing users again"
                }
                "principalAttribute" => {
                    "set `principalAttribute` to an attribute that never changes, or `principalType` to `SUBJECT` with \
                     a persistent NameID, then link the existing users again"
                }
                _ => "set `userIDClaim` to a claim that never changes, such as `sub` or `id`, then link the existing users again",
            });
        }
    }
    for mapper in context.of_kind(names::IDENTITY_PROVIDER_MAPPER).map(|(_, it)| it) {
        let alias = mapper.text(&["identityProviderAlias"]).unwrap_or_default();
        if let Some(template) = by_template(mapper).filter(|_| enabled.contains_key(alias)) {
            let message = format!("users of `{alias}` are identified by `{template}`, which can change hands");
            report.at(mapper, &["config", "template"], message).help(
                "write a value that never changes, such as `${CLAIM.sub}` or `${NAMEID}`, to `BROKER_ID`, or set the \
                 mapper's `target` to `LOCAL`; then link the existing users again",
            );
        }
    }
}

/// The setting that identifies the provider's users, and its value.
fn by_setting<'s>(provider: &'s Subject) -> Option<(&'static str, &'s str)> {
    match super::provider_id(provider) {
        "oauth2" => Some(("userIDClaim", config::text(provider, "userIDClaim")?)).filter(|(_, name)| can_change(name)),
        "saml" if config::text(provider, "principalType").is_none_or(|kind| kind == "SUBJECT") => {
            let format = config::text(provider, "nameIDPolicyFormat")?;
            format.ends_with(":emailAddress").then_some(("nameIDPolicyFormat", format))
        }
        "saml" => Some(("principalAttribute", config::text(provider, "principalAttribute")?))
            .filter(|(_, name)| can_change(name)),
        _ => None,
    }
}

/// The template of a mapper that writes the identifier of the link, if everything taken from the provider can change.
fn by_template<'s>(mapper: &'s Subject) -> Option<&'s str> {
    let writes = mapper.text(&["identityProviderMapper"])?.ends_with("username-idp-mapper");
    if !writes || config::text(mapper, "target") != Some("BROKER_ID") {
        return None;
    }
    let template = config::text(mapper, "template")?;
    let parts = template.split("${").skip(1).filter_map(|part| part.split(['}', '|']).next());
    let mut taken = parts.filter_map(|part| part.trim().split_once('.')).map(|(_, name)| name).peekable();
    (taken.peek().is_some() && taken.all(can_change)).then_some(template)
}
