//! A mapper that makes users of a provider administrators of the realm.

use super::sync::is_constant;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/sensitive-role",
    severity: Severity::Warning,
    title: "A mapper makes users of an identity provider administrators of the realm",
    why: "The provider then decides who administers this realm: whoever can set the claim there, or compromises the \
          provider, can change clients and users here and grant themselves every other role. If the mapper requires no \
          claim, every user of the provider gets the role at the first login, which is an error. The check follows \
          groups and composite roles.",
    fix: "grant admin roles here, to individual users, and map the provider's claim to an application role",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_mappers",
        "https://www.keycloak.org/docs/latest/server_admin/#_composite-roles",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
            "identityProviderMapper": "oidc-hardcoded-role-idp-mapper",
            "config": {"role": "realm-management.realm-admin"}}]}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "boss", "composites": {"client": {
                "realm-management": ["manage-users"]}}}]},
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "saml-role-idp-mapper", "config": {"role": "boss"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "roles": {"realm": [{"name": "staff"}]}, "identityProviderMappers": [
            {"name": "a", "identityProviderAlias": "p", "identityProviderMapper": "oidc-hardcoded-role-idp-mapper",
                "config": {"role": "staff"}},
            {"name": "b", "identityProviderAlias": "p", "identityProviderMapper": "oidc-role-idp-mapper",
                "config": {"role": "realm-management.view-users"}},
            {"name": "c", "identityProviderAlias": "p", "identityProviderMapper": "oidc-user-attribute-idp-mapper",
                "config": {"user.attribute": "role"}}]}"#],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        let mapper = context.named(name).filter(|_| name.kind == names::IDENTITY_PROVIDER_MAPPER);
        let Some(mapper) = mapper else { return };
        let alias = mapper.text(&["identityProviderAlias"]).unwrap_or_default();
        let gets = power::described(toward, edge, power);
        let place = holders.place(edge, context);
        if is_constant(mapper) {
            let message = format!("every user of `{alias}` becomes an administrator of the realm: each gets {gets}");
            report.at_span(mapper, &place, message).severity(Severity::Error);
        } else {
            let message = format!("`{alias}` decides who administers the realm: users with the claim get {gets}");
            report.at_span(mapper, &place, message);
        }
    });
}
