//! A directory to which passwords are written without checking the realm's password policy.

use super::{PROVIDER, is_judged, is_writable};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "ldap/password-policy-skipped",
    severity: Severity::Warning,
    title: "The realm's password policy does not apply to users of an LDAP directory",
    why: "The realm has a password policy, and users of the directory set their passwords here, but Keycloak does not \
          enforce the policy for them. Passwords that it forbids (short, known or previously used ones) are written to \
          the directory, unless the directory has rules of its own. Anyone who reads the realm's settings believes \
          otherwise.",
    fix: "set `validatePasswordPolicy` in the provider's `config` to `true`, unless the directory enforces a policy \
          itself",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_ldap"],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "passwordPolicy": "length(12)", "components": {
            "org.keycloak.storage.UserStorageProvider": [{"name": "l", "providerId": "ldap",
                "config": {"editMode": ["WRITABLE"], "validatePasswordPolicy": ["false"]}}]}}"#],
    good: &[
        r#"{"realm": "r", "passwordPolicy": "length(12)", "components": {
            "org.keycloak.storage.UserStorageProvider": [
                {"name": "a", "providerId": "ldap", "config": {
                    "editMode": ["WRITABLE"], "validatePasswordPolicy": ["true"]}},
                {"name": "b", "providerId": "ldap", "config": {"editMode": ["READ_ONLY"]}}]}}"#,
        r#"{"realm": "r", "components": {"org.keycloak.storage.UserStorageProvider": [
            {"name": "a", "providerId": "ldap", "config": {"editMode": ["WRITABLE"]}}]}}"#,
    ],
};

fn check(provider: &Subject, context: &Context, report: &mut Report) {
    if !is_judged(provider) || !is_writable(provider) || config::is_on(provider, "validatePasswordPolicy") {
        return;
    }
    let Some(realm) = context.realm() else { return };
    if realm.text(&["passwordPolicy"]).is_some_and(|policy| !policy.trim().is_empty()) {
        let message = "passwords are written to the directory without checking the realm's password policy";
        report
            .at(provider, &["config", "validatePasswordPolicy"], message)
            .and_at("the password policy", &realm.place(&["passwordPolicy"]));
    }
}
