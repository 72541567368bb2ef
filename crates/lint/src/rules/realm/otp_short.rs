//! One-time passwords have fewer than six digits.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/otp-short",
    severity: Severity::Warning,
    title: "One-time passwords have fewer than six digits",
    why: "RFC 4226 requires at least six digits. With fewer, an attacker can guess a code within the attempts that a \
          lockout allows.",
    fix: "set `otpPolicyDigits` to 6 or 8",
    links: &["https://www.rfc-editor.org/rfc/rfc4226#section-5.3"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "otpPolicyDigits": 4}"#, r#"{"realm": "r", "otpPolicyDigits": 5}"#],
    good: &[
        r#"{"realm": "r", "otpPolicyDigits": 6}"#,
        r#"{"realm": "r", "otpPolicyDigits": 8}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if let Some(found) = realm.int_or(&["otpPolicyDigits"], 6).filter(|found| *found < 6) {
        report.at(
            realm,
            &["otpPolicyDigits"],
            format!("one-time passwords must have at least 6 digits, found {found}"),
        );
    }
}
