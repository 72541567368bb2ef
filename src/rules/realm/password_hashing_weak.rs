//! Password hashes that are cheap to guess at.

use super::{REALM, term};
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Subject};

pub const RULE: Rule = Rule {
    code: "realm/password-hashing-weak",
    severity: Severity::Warning,
    title: "Password hashes are made with too few iterations",
    why: "When the database leaks, iterations are what an attacker pays for each guess. OWASP asks for 210,000 of \
          pbkdf2-sha512, 600,000 of pbkdf2-sha256, and 1,300,000 of pbkdf2 (SHA-1). Keycloak's default is argon2, \
          which needs no number.",
    fix: "take `hashAlgorithm` and `hashIterations` out of `passwordPolicy`, so that argon2 is used, or raise the \
          number",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_password-policies",
    ],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(27500)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2) and hashIterations(20000)"}"#,
    ],
    good: &[
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512) and hashIterations(210000)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(argon2) and hashIterations(5)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512)"}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(policy) = realm.text(&["passwordPolicy"]) else { return };
    let (Some(algorithm), Some(iterations)) = (term(policy, "hashAlgorithm"), term(policy, "hashIterations")) else {
        return;
    };
    let least: i64 = match algorithm.trim() {
        "pbkdf2-sha512" => 210_000,
        "pbkdf2-sha256" => 600_000,
        "pbkdf2" => 1_300_000,
        _ => return,
    };
    if let Some(iterations) = iterations.trim().parse().ok().filter(|iterations: &i64| *iterations < least) {
        let message = format!("{algorithm} is made with {iterations} iterations; {least} are what OWASP asks for");
        report.at(realm, &["passwordPolicy"], message);
    }
}
