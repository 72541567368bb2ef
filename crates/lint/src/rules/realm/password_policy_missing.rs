//! No password policy.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/password-policy-missing",
    severity: Severity::Info,
    title: "Any password is good enough",
    why: "Without a policy users choose one letter, their name, or the password that leaked elsewhere. It is how \
          Keycloak makes every realm; it does not matter where people only log in through an identity provider.",
    fix: "set `passwordPolicy`, such as `length(12) and notUsername and notEmail and passwordHistory(3)`; this is how \
          Keycloak makes every realm",
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
        report.at(realm, &["passwordPolicy"], "any password is good enough");
    }
}
