//! A directory into which passwords are written past the realm's password policy.

use super::{PROVIDER, is_judged, is_writable};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "ldap/password-policy-skipped",
    severity: Severity::Warning,
    title: "The realm's password policy does not hold for users of a directory",
    why: "The realm has a password policy, and users of the directory set their passwords here, but the policy is not asked: \
          what it forbids (short ones, known ones, old ones) is written to the directory, unless that has rules of its \
          own. Whoever reads the realm's settings believes otherwise.",
    fix: "set `validatePasswordPolicy` in the provider's `config` to `true`, unless the directory enforces a policy itself",
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
        let message = "passwords are written to the directory without asking the realm's password policy";
        report
            .at(provider, &["config", "validatePasswordPolicy"], message)
            .and_at("the policy", &realm.place(&["passwordPolicy"]));
    }
}
