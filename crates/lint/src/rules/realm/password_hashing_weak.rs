//! Password hashing uses too few iterations.

use super::{REALM, term};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/password-hashing-weak",
    severity: Severity::Warning,
    title: "Password hashing uses too few iterations",
    why: "If the database leaks, the number of iterations decides what each guess costs the attacker. OWASP recommends \
          210,000 iterations for pbkdf2-sha512, 600,000 for pbkdf2-sha256, and 1,300,000 for pbkdf2 (SHA-1). \
          Keycloak's default is argon2, for which 5 are enough; before Keycloak 24 its default numbers were far too \
          low.",
    fix: "remove `hashAlgorithm` and `hashIterations` from `passwordPolicy` so that argon2 is used, or raise \
          `hashIterations`",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_password-policies",
    ],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(argon2) and hashIterations(4)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512) and hashIterations(209999)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(599999)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2) and hashIterations(1299999)"}"#,
        r#"{"realm": "r", "keycloakVersion": "23.0.7", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(argon2) and hashIterations(1)"}"#,
        r#"{"realm": "r", "keycloakVersion": "26.7.3", "passwordPolicy": "hashIterations(2)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(27500)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2) and hashIterations(20000)"}"#,
        r#"{"realm": "r", "keycloakVersion": "21.1.1", "passwordPolicy": "length(8) and hashIterations(27500)"}"#,
        r#"{"realm": "r", "keycloakVersion": "21.1.1", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512)"}"#,
        r#"{"realm": "r", "keycloakVersion": "24.0.5", "passwordPolicy": "hashIterations(27500)"}"#,
    ],
    good: &[
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha256) and hashIterations(600000)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2) and hashIterations(1300000)"}"#,
        r#"{"realm": "r", "keycloakVersion": "24.0.5", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512) and hashIterations(210000)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(argon2) and hashIterations(5)"}"#,
        r#"{"realm": "r", "passwordPolicy": "hashAlgorithm(pbkdf2-sha512)"}"#,
        r#"{"realm": "r", "keycloakVersion": "26.7.3", "passwordPolicy": "hashIterations(27500)"}"#,
        r#"{"realm": "r", "keycloakVersion": "21.1.1", "passwordPolicy": "length(12)"}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(policy) = realm.text(&["passwordPolicy"]) else { return };
    let given = |name| term(policy, name).map(str::trim).filter(|value| !value.is_empty());
    let (algorithm, iterations) = (given("hashAlgorithm"), given("hashIterations"));
    let major = realm.text(&["keycloakVersion"]).and_then(|version| version.split('.').next()?.parse().ok());
    if algorithm.is_none() && iterations.is_none() {
        return;
    }
    let Some(algorithm) = algorithm.or_else(|| major.map(default_algorithm)) else { return };
    let Some((least, of_old)) = numbers(algorithm) else { return };
    let is_old = major.is_some_and(|major| major < ENOUGH_BY_DEFAULT);
    let by_default = is_old.then_some(of_old);
    let Some(made) = iterations.map_or(by_default, |text| text.parse().ok()).filter(|made| *made < least) else {
        return;
    };
    let message = format!("the number of {algorithm} iterations is {made}; OWASP recommends at least {least}");
    report.at(realm, &["passwordPolicy"], message);
}

/// The first version whose default numbers of iterations are enough.
const ENOUGH_BY_DEFAULT: u32 = 24;

/// The algorithm of a policy without `hashAlgorithm`.
fn default_algorithm(major: u32) -> &'static str {
    match major {
        ..=23 => "pbkdf2-sha256",
        24 => "pbkdf2-sha512",
        _ => "argon2",
    }
}

/// The number of iterations that is enough, and the default number of old versions.
fn numbers(algorithm: &str) -> Option<(i64, i64)> {
    match algorithm {
        "pbkdf2-sha512" => Some((210_000, 30_000)),
        "pbkdf2-sha256" => Some((600_000, 27_500)),
        "pbkdf2" => Some((1_300_000, 20_000)),
        // With the 7 MiB that Keycloak gives it. It takes its default where the number is above 100.
        "argon2" => Some((5, 5)),
        _ => None,
    }
}
