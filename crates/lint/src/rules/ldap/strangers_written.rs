//! A directory to which self-registered users are written.

use super::{PROVIDER, is_judged, is_writable};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/strangers-written",
    severity: Severity::Warning,
    title: "Users who register themselves are written to the LDAP directory",
    why: "Anyone can register in the realm, and `syncRegistrations` creates an entry in the directory for each of \
          them. Everything that trusts the directory (mail, file servers, workstations) then has an account of a \
          stranger, with a password that the stranger chose. Bots that register by the thousand fill the directory.",
    fix: "set `registrationAllowed` of the realm to `false`, or `syncRegistrations` in the provider's `config` to \
          `false`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_ldap"],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "registrationAllowed": true, "components": {
            "org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
                "config": {"editMode": ["WRITABLE"], "syncRegistrations": ["true"]}}]}}"#],
    good: &[
        r#"{"realm": "r", "registrationAllowed": false, "components": {
            "org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
                "config": {"editMode": ["WRITABLE"], "syncRegistrations": ["true"]}}]}}"#,
        r#"{"realm": "r", "registrationAllowed": true, "components": {
            "org.keycloak.storage.UserStorageProvider": [
                {"name": "a", "providerId": "ldap", "config": {
                    "editMode": ["READ_ONLY"], "syncRegistrations": ["true"]}},
                {"name": "b", "providerId": "ldap", "config": {"editMode": ["WRITABLE"]}}]}}"#,
    ],
};

fn check(provider: &Subject, context: &Context, report: &mut Report) {
    if !is_judged(provider) || !is_writable(provider) || !config::is_on(provider, "syncRegistrations") {
        return;
    }
    if let Some(realm) = context.realm().filter(|realm| realm.is(&["registrationAllowed"])) {
        report
            .at(
                provider,
                &["config", "syncRegistrations"],
                "everyone who registers in the realm is written to the directory",
            )
            .and_at("anyone can register", &realm.place(&["registrationAllowed"]));
    }
}
