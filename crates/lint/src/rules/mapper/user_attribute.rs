//! Mappers that put a user-editable attribute into tokens.

use super::hardcoded_claim::is_of_roles;
use super::user_profile::{Profile, Writable};
use super::{CLAIM, LINK, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/user-writable-attribute",
    severity: Severity::Warning,
    title: "Token contains an attribute that users can edit",
    why: "Applications trust claims as statements by Keycloak. This one comes from the user: in the account console or \
          at registration, anyone can write a customer number, a tenant or a role into the attribute and get it \
          signed. It is `info` if the user profile lets users edit the attribute, unless the claim carries roles; it \
          is a warning if users can write it only because the realm accepts attributes that the profile does not \
          declare. Name, e-mail, phone and other standard claims are for users to set and are not reported.",
    fix: "declare the attribute in the user profile with only `admin` in `permissions.edit`, and set \
          `unmanagedAttributePolicy` to `ADMIN_EDIT` or remove it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#user-profile", LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "tenant", "claim.name": "tenant"}}]}],
            "components": {"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile",
            "config": {"kc.user.profile.config": ["{\"unmanagedAttributePolicy\": \"ENABLED\"}"]}}]}}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "tenant", "claim.name": "tenant"}}]}],
            "components": {"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile",
            "config": {"kc.user.profile.config": [
            "{\"attributes\": [{\"name\": \"tenant\", \"permissions\": {\"edit\": [\"admin\", \"user\"]}}]}"]}}]}}"#,
        r#"{"realm": "r", "keycloakVersion": "22.0.1", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "tenant"}}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "keycloakVersion": "26.7.3", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "tenant"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "tenant"}}]}],
            "components": {"org.keycloak.userprofile.UserProfileProvider": [{"providerId": "declarative-user-profile",
            "config": {"kc.user.profile.config": ["{\"unmanagedAttributePolicy\": \"ENABLED\", \"attributes\": [{\"name\": \"tenant\", \"permissions\": {\"edit\": [\"admin\"]}}]}"]}}]}}"#,
        r#"{"realm": "r", "keycloakVersion": "22.0.1", "clientScopes": [{"name": "profile", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "nickname"}}]}]}"#,
    ],
};

/// Attributes of the standard scopes: users may set them, and no application relies on them for more.
#[rustfmt::skip]
const STANDARD: &[&str] = &[
    "birthdate", "email", "emailVerified", "firstName", "gender", "lastName", "locale", "middleName", "mobile_number",
    "nickname", "phoneNumber", "phoneNumberVerified", "picture", "profile", "updatedAt", "username", "website",
    "zoneinfo",
];

const ATTRIBUTE: &[&str] = &["config", "user.attribute"];

fn check(context: &Context, report: &mut Report) {
    let mut profile = None;
    for (_, mapper) in context.of_kind(names::PROTOCOL_MAPPER) {
        let Some(attribute) = attribute(mapper) else { continue };
        if STANDARD.contains(&attribute) || power::is_off(context, mapper) {
            continue;
        }
        let Some(profile) = profile.get_or_insert_with(|| Profile::of(context)) else { return };
        let claim = mapper.text(CLAIM).unwrap_or(attribute);
        let (how, severity) = match profile.writable(attribute) {
            Writable::No => continue,
            Writable::Declared if is_of_roles(claim) => ("the user profile lets users edit", Severity::Warning),
            Writable::Declared => ("the user profile lets users edit", Severity::Info),
            Writable::Unmanaged => ("users can edit because the user profile does not declare it", Severity::Warning),
        };
        let message = format!("tokens contain `{attribute}`, which {how}");
        report.at(mapper, ATTRIBUTE, message).severity(severity);
    }
}

/// The attribute that the mapper reads.
fn attribute<'s>(mapper: &'s Subject) -> Option<&'s str> {
    match mapper.text(TYPE)? {
        "oidc-usermodel-attribute-mapper" | "saml-user-attribute-mapper" | "saml-user-attribute-nameid-mapper" => {
            mapper.text(ATTRIBUTE).or_else(|| mapper.text(&["config", "attribute.name"]))
        }
        _ => None,
    }
}
