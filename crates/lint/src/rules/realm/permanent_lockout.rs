//! Accounts that are locked for good.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/permanent-lockout",
    severity: Severity::Warning,
    title: "Anybody can lock any account for good",
    why: "With permanent lockout a few wrong passwords disable an account until an administrator helps, so whoever \
          knows a user name shuts its owner out, and a script shuts out the company.",
    fix: "switch `permanentLockout` off, and rely on waits that grow; or allow some temporary lockouts first \
          (`maxTemporaryLockouts`)",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#password-guess-brute-force-attacks"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "permanentLockout": true}"#],
    good: &[r#"{"realm": "r", "permanentLockout": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["permanentLockout"], false) == Some(true) {
        report.at(realm, &["permanentLockout"], "wrong passwords lock an account until an administrator helps");
    }
}
