//! The realm has no password policy.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/password-policy-missing",
    severity: Severity::Info,
    title: "The realm has no password policy",
    why: "Without a policy, users can choose a single letter, their own name, or a password that has leaked elsewhere. \
          This is Keycloak's default for every new realm. It does not matter if users log in only through an identity \
          provider.",
    fix: "set `passwordPolicy`, for example to `length(12) and notUsername and notEmail and passwordHistory(3)`. It is \
          empty unless you set it: this is Keycloak's default for every new realm",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_password-policies",
        "https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "passwordPolicy": ""}"#, r#"{"realm": "r", "enabled": true}"#],
    good: &[r#"{"realm": "r", "passwordPolicy": "length(12)"}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.text_or(&["passwordPolicy"], "").is_some_and(|policy| policy.trim().is_empty()) {
        report.at(realm, &["passwordPolicy"], "there is no password policy, so any password is accepted");
    }
}
