//! A directory that Keycloak reads without authentication.

use super::{PROVIDER, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/anonymous-bind",
    severity: Severity::Warning,
    title: "Keycloak binds to the LDAP server anonymously",
    why: "A directory that Keycloak reads without credentials is open to anyone who can reach it: all users with their \
          addresses and groups, which is what an attacker looks for first. Directories often show less to anonymous \
          clients, so users and groups can be missing without an error.",
    fix: "set `authType` in the provider's `config` to `simple`, with `bindDn` and `bindCredential` of an account that \
          has only the permissions it needs",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc4513#section-5.1.1",
        "https://www.keycloak.org/docs/latest/server_admin/#_ldap",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l",
            "providerId": "ldap", "config": {"authType": ["none"], "bindDn": ["cn=reader"]}}]}}"#],
    good: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [
            {"name": "a", "providerId": "ldap", "config": {"authType": ["simple"]}},
            {"name": "b", "providerId": "ldap"}, {"name": "c", "providerId": "kerberos"}]}}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_judged(provider) && config::text(provider, "authType") == Some("none") {
        report.at(provider, &["config", "authType"], "Keycloak binds to the LDAP server anonymously");
    }
}
