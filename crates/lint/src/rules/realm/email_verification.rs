//! E-mail addresses are not verified.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/email-verification",
    severity: Severity::Info,
    title: "E-mail addresses are not verified",
    why: "Applications match users by e-mail address. To them, whoever registers with another person's address is that \
          person, and password reset mails go to strangers. This is Keycloak's default for every new realm.",
    fix: "set `verifyEmail` to `true`. E-mail verification is off unless you enable it: this is Keycloak's default for \
          every new realm",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#configuring-realms"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "verifyEmail": false}"#],
    good: &[r#"{"realm": "r", "verifyEmail": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["verifyEmail"], false) == Some(false) {
        report.at(realm, &["verifyEmail"], "e-mail addresses are not verified");
    }
}
