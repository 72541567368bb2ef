//! A mapper that makes users of a directory administrators of the realm.

use crate::rule::{Check, Context, Report, Rule, Subject, config};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/sensitive-role",
    severity: Severity::Warning,
    title: "A mapper makes users of an LDAP directory administrators of the realm",
    why: "If admin roles come from groups of the directory, whoever can write those groups administers the realm: they \
          can change its clients and users, and take every other role. If a mapper gives such a role to everyone, \
          every user of the directory can, which is an error. The check follows composite roles.",
    fix: "grant admin roles here, to individual users, and map the directory's groups to application roles",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_ldap_mappers",
        "https://www.keycloak.org/docs/latest/server_admin/#_composite-roles",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
            "subComponents": {"org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [{"name": "all",
                "providerId": "hardcoded-ldap-role-mapper", "config": {"role": ["realm-management.realm-admin"]}}]}}]}}"#,
        r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
            "subComponents": {"org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [{"name": "groups",
                "providerId": "role-ldap-mapper", "config": {"use.realm.roles.mapping": ["false"],
                    "client.id": ["realm-management"]}}]}}]}}"#,
    ],
    good: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l",
            "providerId": "ldap", "subComponents": {"org.keycloak.storage.ldap.mappers.LDAPStorageMapper": [
                {"name": "a", "providerId": "hardcoded-ldap-role-mapper", "config": {"role": ["staff"]}},
                {"name": "b", "providerId": "role-ldap-mapper", "config": {"use.realm.roles.mapping": ["true"],
                    "client.id": ["realm-management"]}},
                {"name": "c", "providerId": "role-ldap-mapper", "config": {"use.realm.roles.mapping": ["false"],
                    "client.id": ["shop"]}}]}}]}}"#],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        if let Some(mapper) = context.named(name).filter(|_| name.kind == names::LDAP_MAPPER) {
            let gets = power::described(toward, edge, power);
            let message =
                format!("every user of the directory becomes an administrator of the realm: each gets {gets}");
            report.at(mapper, &["config", "role"], message).severity(Severity::Error);
        }
    });
    context.of_kind(names::LDAP_MAPPER).for_each(|(_, mapper)| by_group(mapper, context, report));
}

fn by_group(mapper: &Subject, context: &Context, report: &mut Report) {
    let of_client = mapper.text(&["providerId"]) == Some("role-ldap-mapper")
        && config::text(mapper, "use.realm.roles.mapping").is_some_and(|flag| flag != "true");
    let client =
        config::text(mapper, "client.id").filter(|client| of_client && power::is_of_administration(context, client));
    if let Some(client) = client {
        let message = format!("groups of the directory are mapped to roles of `{client}`, which administer the realm");
        report.at(mapper, &["config", "client.id"], message);
    }
}
