//! E-mail addresses that nobody verified.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/email-verification",
    severity: Severity::Info,
    title: "Users say what their e-mail address is, and nobody verifies it",
    why: "Applications match people by e-mail address. Who registers with the address of somebody else is that person \
          to them, and password mails go to strangers. It is how Keycloak makes every realm.",
    fix: "switch `verifyEmail` on; this is how Keycloak makes every realm",
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
