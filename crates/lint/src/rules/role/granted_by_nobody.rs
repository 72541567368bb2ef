//! Roles that nobody has and nothing grants.

use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::{Address, KindName, Severity};

pub(super) const RULE: Rule = Rule {
    code: "role/granted-by-nobody",
    severity: Severity::Info,
    title: "Some roles are granted to nobody",
    why: "No composite role, group, user, service account, default, mapper or scope mapping grants these roles. Either \
          nobody can use what requires them, or nothing requires them any more. They are reported once per client and \
          once for the realm, and only if the export contains the realm's users and none come from a user federation: \
          otherwise nobody can know.",
    fix: "grant the roles to those who need them, or delete them",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#con-comparing-groups-roles_server_administration_guide",
    ],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}], "client": {}}, "users": [{"username": "ann"}],
            "groups": [], "clients": [], "clientScopes": [], "identityProviderMappers": [], "components": {}}"#],
    good: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}], "client": {}},
            "groups": [], "clients": [], "clientScopes": [], "identityProviderMappers": [], "components": {}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}], "client": {}},
            "users": [{"username": "ann", "realmRoles": ["buyer"]}],
            "groups": [], "clients": [], "clientScopes": [], "identityProviderMappers": [], "components": {}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}], "client": {}}, "users": [{"username": "ann"}],
            "groups": [], "clients": [], "clientScopes": [], "identityProviderMappers": [],
            "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "ldap", "providerId": "ldap"}]}}"#,
        // The groups are left out, and may have the role.
        r#"{"realm": "r", "roles": {"realm": [{"name": "buyer"}], "client": {}}, "users": [{"username": "ann"}],
            "clients": [], "clientScopes": [], "identityProviderMappers": [], "components": {}}"#,
    ],
};

/// What grants roles, or contains what does. Where an export leaves one of them out, it cannot be known who has a role.
const GIVERS: &[KindName] = &[
    names::REALM_ROLE,
    names::CLIENT_ROLE,
    names::GROUP,
    names::PROTOCOL_MAPPER,
    names::IDENTITY_PROVIDER_MAPPER,
    names::USER_FEDERATION,
];

/// How many roles are named; the others are counted.
const NAMED: usize = 5;

fn check(context: &Context, report: &mut Report) {
    let knows_givers = context.is_export
        && GIVERS.iter().all(|kind| context.knows_all(*kind))
        && context.of_kind(names::USER).next().is_some()
        && context.of_kind(names::USER_FEDERATION).next().is_none();
    if !knows_givers {
        return;
    }
    let holders = context.holders();
    let mut by_home: BTreeMap<Option<&Address>, Vec<&Subject>> = BTreeMap::new();
    for (address, role) in [names::REALM_ROLE, names::CLIENT_ROLE].into_iter().flat_map(|kind| context.of_kind(kind)) {
        let is_given = || holders.id(&role.name).is_some_and(|id| holders.givers(id).next().is_some());
        if !role.built_in && !is_given() && !power::is_off(context, role) && !power::is_admin_role(context, &role.name)
        {
            by_home.entry(address.parent.as_deref()).or_default().push(role);
        }
    }
    for roles in by_home.values() {
        let Some(first) = roles.first() else { continue };
        let names = roles.iter().take(NAMED).map(|role| format!("`{}`", role.name.shown_name()));
        let names = names.collect::<Vec<_>>().join(", ");
        let message = match roles.len() {
            1 => format!("nobody has the role {names}, and nothing grants it"),
            count if count > NAMED => {
                format!(
                    "nobody has {count} of the roles here, and nothing grants them: {names} and {} more",
                    count - NAMED
                )
            }
            _ => format!("nobody has these roles, and nothing grants them: {names}"),
        };
        report.at(first, &["name"], message);
    }
}
