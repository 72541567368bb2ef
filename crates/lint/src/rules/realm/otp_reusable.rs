//! One-time passwords can be used more than once.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/otp-reusable",
    severity: Severity::Warning,
    title: "One-time passwords can be used more than once",
    why: "A code that somebody read over the user's shoulder, or that a phishing page captured, also works for the \
          attacker until its period ends.",
    fix: "set `otpPolicyCodeReusable` to `false`",
    links: &["https://www.rfc-editor.org/rfc/rfc6238#section-5.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "otpPolicyCodeReusable": true}"#],
    good: &[r#"{"realm": "r", "otpPolicyCodeReusable": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["otpPolicyCodeReusable"], false) == Some(true) {
        report.at(realm, &["otpPolicyCodeReusable"], "a one-time password can be used more than once");
    }
}
