//! An attribute that users write themselves, in a token.

use super::hardcoded_claim::is_of_roles;
use super::user_profile::{Profile, Writable};
use super::{CLAIM, LINK, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "mapper/user-writable-attribute",
    severity: Severity::Warning,
    title: "A token carries an attribute that its user can write",
    why: "Applications take a claim for Keycloak's word. This one is the user's own: with the account console or at \
          registration anybody writes a customer number, a tenant or a role into the attribute, and gets it signed. An \
          attribute that the user profile lets users edit is told as information, unless its claim is one of roles; one \
          that users can write only because the realm takes what the profile does not know is a warning. Names, \
          e-mail, phone and the other standard claims are the user's to say, and are not told.",
    fix: "declare the attribute in the user profile with `permissions.edit` of `admin` alone, and set \
          `unmanagedAttributePolicy` to `ADMIN_EDIT` or leave it out",
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

/// What the standard scopes carry: the user's own to say, and no one takes them for more.
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
            Writable::Declared if is_of_roles(claim) => ("lets users edit", Severity::Warning),
            Writable::Declared => ("lets users edit", Severity::Info),
            Writable::Unmanaged => ("does not declare, so that users can write", Severity::Warning),
        };
        let message = format!("it puts `{attribute}` into tokens, which the user profile {how}");
        report.at(mapper, ATTRIBUTE, message).severity(severity);
    }
}

/// The attribute that the mapper takes its value from.
fn attribute<'s>(mapper: &'s Subject) -> Option<&'s str> {
    match mapper.text(TYPE)? {
        "oidc-usermodel-attribute-mapper" | "saml-user-attribute-mapper" | "saml-user-attribute-nameid-mapper" => {
            mapper.text(ATTRIBUTE).or_else(|| mapper.text(&["config", "attribute.name"]))
        }
        _ => None,
    }
}
