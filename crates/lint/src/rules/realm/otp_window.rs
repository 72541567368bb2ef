//! One-time passwords are accepted for many periods.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/otp-window",
    severity: Severity::Info,
    title: "One-time passwords are accepted for too many periods",
    why: "Each accepted period other than the current one adds to the codes that are valid at the same time, and \
          extends the time in which a captured code works.",
    fix: "set `otpPolicyLookAheadWindow` to 1, Keycloak's default",
    links: &["https://www.rfc-editor.org/rfc/rfc6238#section-5.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "otpPolicyLookAheadWindow": 10}"#, r#"{"realm": "r", "otpPolicyLookAheadWindow": 4}"#],
    good: &[
        r#"{"realm": "r", "otpPolicyLookAheadWindow": 3}"#,
        r#"{"realm": "r", "otpPolicyLookAheadWindow": 1}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if let Some(found) = realm.int_or(&["otpPolicyLookAheadWindow"], 1).filter(|found| *found > 3) {
        report.at(
            realm,
            &["otpPolicyLookAheadWindow"],
            format!("codes from {found} periods around the current one are accepted"),
        );
    }
}
