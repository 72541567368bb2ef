//! A directory that Keycloak reads without signing in.

use super::{PROVIDER, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "ldap/anonymous-bind",
    severity: Severity::Warning,
    title: "Keycloak reads the directory without signing in",
    why: "A directory that Keycloak reads without a name and a password is open to everybody who reaches it: all people with \
          their addresses and groups, which is what an attacker looks for first. What a directory shows to strangers is \
          often less than to an account, so users and groups can be missing without an error.",
    fix: "set `authType` in the provider's `config` to `simple`, with `bindDn` and `bindCredential` of an account that may \
          only do what is needed",
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
        report.at(provider, &["config", "authType"], "the directory is read without signing in");
    }
}
