//! A directory whose e-mail addresses are trusted.

use super::{PROVIDER, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/trust-email",
    severity: Severity::Info,
    title: "E-mail addresses from an LDAP directory count as verified",
    why: "Keycloak marks the address in the directory as verified without sending a mail to it. Applications that \
          identify users by a verified address open the account of whoever has it. That is right if the directory \
          assigns addresses to people, and wrong if people can edit their own entry.",
    fix: "set `trustEmail` in the provider's `config` to `false`, unless people cannot change their address in the \
          directory",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_ldap"],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [{"name": "l",
            "providerId": "ldap", "config": {"trustEmail": ["true"]}}]}}"#],
    good: &[r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [
            {"name": "a", "providerId": "ldap", "config": {"trustEmail": ["false"]}},
            {"name": "b", "providerId": "ldap", "config": {"trustEmail": ["true"], "enabled": ["false"]}}]}}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_judged(provider) && config::is_on(provider, "trustEmail") {
        report.at(provider, &["config", "trustEmail"], "e-mail addresses from the directory count as verified");
    }
}
