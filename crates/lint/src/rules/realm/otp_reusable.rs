//! One-time passwords that work twice.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/otp-reusable",
    severity: Severity::Warning,
    title: "A one-time password can be used again",
    why: "A code that was read over a shoulder, or caught by a false login page, works for the attacker too as long as \
          its period lasts.",
    fix: "switch `otpPolicyCodeReusable` off",
    links: &["https://www.rfc-editor.org/rfc/rfc6238#section-5.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "otpPolicyCodeReusable": true}"#],
    good: &[r#"{"realm": "r", "otpPolicyCodeReusable": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["otpPolicyCodeReusable"], false) == Some(true) {
        report.at(realm, &["otpPolicyCodeReusable"], "a one-time password can be used twice");
    }
}
