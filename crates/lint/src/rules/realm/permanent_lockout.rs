//! Wrong passwords lock accounts permanently.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/permanent-lockout",
    severity: Severity::Warning,
    title: "Anyone can lock any account permanently",
    why: "With permanent lockout, a few wrong passwords disable an account until an administrator enables it again. \
          Anyone who knows a username can lock its owner out, and a script can lock out the whole company.",
    fix: "set `permanentLockout` to `false` and rely on increasing wait times, or allow some temporary lockouts first \
          (`maxTemporaryLockouts`)",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#password-guess-brute-force-attacks"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "permanentLockout": true}"#],
    good: &[r#"{"realm": "r", "permanentLockout": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["permanentLockout"], false) == Some(true) {
        report.at(realm, &["permanentLockout"], "wrong passwords lock an account until an administrator unlocks it");
    }
}
