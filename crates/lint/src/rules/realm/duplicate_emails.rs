//! Several users can share an e-mail address.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/duplicate-emails",
    severity: Severity::Warning,
    title: "Several users can share an e-mail address",
    why: "Applications that identify users by e-mail address cannot tell such users apart. Anyone who can choose their \
          own address can choose to be somebody else.",
    fix: "set `duplicateEmailsAllowed` to `false`",
    links: &["https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "duplicateEmailsAllowed": true}"#],
    good: &[r#"{"realm": "r", "duplicateEmailsAllowed": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["duplicateEmailsAllowed"], false) == Some(true) {
        report.at(realm, &["duplicateEmailsAllowed"], "several users can share an e-mail address");
    }
}
