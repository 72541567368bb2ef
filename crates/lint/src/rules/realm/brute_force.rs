//! Brute force detection is off.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/brute-force",
    severity: Severity::Info,
    title: "Brute force detection is off",
    why: "Without brute force detection, Keycloak answers every login attempt at once, so an attacker can try lists of \
          leaked passwords against every account. The login page is the one page that anyone can reach. This is \
          Keycloak's default for every new realm.",
    fix: "set `bruteForceProtected` to `true`. Brute force detection is off unless you enable it: this is Keycloak's \
          default for every new realm",
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
        report.at(
            realm,
            &["bruteForceProtected"],
            "brute force detection is off, so passwords can be guessed without limit",
        );
    }
}
