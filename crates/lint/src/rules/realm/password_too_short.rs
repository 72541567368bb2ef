//! The password policy requires fewer than eight characters.

use super::{REALM, term};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/password-too-short",
    severity: Severity::Warning,
    title: "The password policy allows passwords shorter than eight characters",
    why: "NIST and OWASP require at least eight characters, and fifteen if the password is the only factor. Shorter \
          passwords can be guessed, and are cracked at once if the database leaks.",
    fix: "set `length(12)` in `passwordPolicy`",
    links: &[
        "https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver",
        "https://www.keycloak.org/docs/latest/server_admin/#_password-policies",
    ],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "passwordPolicy": "length(7)"}"#,
        r#"{"realm": "r", "passwordPolicy": "length(6)"}"#,
        r#"{"realm": "r", "passwordPolicy": "digits(1) and upperCase(1)"}"#,
    ],
    good: &[
        r#"{"realm": "r", "passwordPolicy": "length(8)"}"#,
        r#"{"realm": "r", "passwordPolicy": "length(12) and digits(1)"}"#,
        r#"{"realm": "r", "passwordPolicy": ""}"#,
    ],
};

/// The minimum length if `length` has no number.
const DEFAULT_LENGTH: i64 = 8;

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(policy) = realm.text(&["passwordPolicy"]).filter(|policy| !policy.trim().is_empty()) else { return };
    let length = term(policy, "length").map(|number| number.parse().unwrap_or(DEFAULT_LENGTH));
    match length {
        None => report.at(realm, &["passwordPolicy"], "the password policy sets no minimum length"),
        Some(8..) => return,
        Some(length) => {
            report.at(realm, &["passwordPolicy"], format!("the password policy requires a length of only {length}"))
        }
    };
}
