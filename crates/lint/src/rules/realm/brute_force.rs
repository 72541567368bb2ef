//! Brute force detection is off.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/brute-force",
    severity: Severity::Info,
    title: "Passwords can be tried without end",
    why: "Without brute force detection Keycloak answers every attempt at once, so lists of leaked passwords are tried \
          against every account. The login page is the one place that everybody can reach. It is how Keycloak makes \
          every realm.",
    fix: "switch `bruteForceProtected` on; this is how Keycloak makes every realm",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#password-guess-brute-force-attacks",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "bruteForceProtected": false}"#],
    good: &[r#"{"realm": "r", "bruteForceProtected": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["bruteForceProtected"], false) == Some(false) {
        report.at(realm, &["bruteForceProtected"], "passwords can be tried without end");
    }
}
