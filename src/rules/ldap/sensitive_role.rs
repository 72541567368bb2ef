//! A mapper that makes users of a directory administrators here.

use crate::document::KindName;
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Sort, Subject};
use crate::rules::{admin_role, config};

pub const RULE: Rule = Rule {
    code: "ldap/sensitive-role",
    severity: Severity::Warning,
    title: "A mapper makes users of a directory administrators of the realm",
    why: "Where the roles over the realm come from groups of the directory, whoever can write those groups administers the \
          realm: changes its clients and users, and takes every other role. Where a mapper gives such a role to all, \
          every user of the directory does, which is an error. Composite roles are followed to the end.",
    fix: "give roles over the realm here, to single people, and map the directory's groups to roles of applications",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_ldap_mappers",
        "https://www.keycloak.org/docs/latest/server_admin/#_composite-roles",
    ],
    check: Check::Each(Sort::Kind(KindName::LdapMapper), check),
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

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    match mapper.text(&["providerId"]) {
        Some("hardcoded-ldap-role-mapper") => to_all(mapper, context, report),
        Some("role-ldap-mapper") => by_group(mapper, context, report),
        _ => {}
    }
}

fn to_all(mapper: &Subject, context: &Context, report: &mut Report) {
    if let Some(role) = config::text(mapper, "role").and_then(|role| admin_role::told(context, role)) {
        let message = format!("every user of the directory administers the realm: each gets {role}");
        report.at(mapper, &["config", "role"], message).severity(Severity::Error);
    }
}

fn by_group(mapper: &Subject, context: &Context, report: &mut Report) {
    let to_client = config::text(mapper, "use.realm.roles.mapping").is_some_and(|flag| flag != "true");
    let client = config::text(mapper, "client.id").filter(|client| admin_role::is_of_administration(context, client));
    if let Some(client) = client.filter(|_| to_client) {
        let message = format!("groups of the directory are roles of `{client}` here, and so administer the realm");
        report.at(mapper, &["config", "client.id"], message);
    }
}
