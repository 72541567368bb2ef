//! One e-mail address for several users.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/duplicate-emails",
    severity: Severity::Warning,
    title: "Several users can have one e-mail address",
    why: "Applications that know people by their address cannot tell them apart: whoever may choose an address chooses \
          whom to be.",
    fix: "switch `duplicateEmailsAllowed` off",
    links: &["https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "duplicateEmailsAllowed": true}"#],
    good: &[r#"{"realm": "r", "duplicateEmailsAllowed": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["duplicateEmailsAllowed"], false) == Some(true) {
        report.at(realm, &["duplicateEmailsAllowed"], "several users can have one e-mail address");
    }
}
