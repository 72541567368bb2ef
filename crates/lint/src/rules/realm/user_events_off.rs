//! Logins are not recorded.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/user-events-off",
    severity: Severity::Info,
    title: "Logins and failed logins are not recorded",
    why: "Attacks on accounts show in failed logins, in changed credentials and in logins from odd places. Events that \
          are not stored can still be logged, but nobody can look at them in the console. It is how Keycloak makes \
          every realm.",
    fix: "switch `eventsEnabled` on, with `eventsExpiration`; this is how Keycloak makes every realm",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#auditing-user-events"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "eventsEnabled": false}"#],
    good: &[r#"{"realm": "r", "eventsEnabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["eventsEnabled"], false) == Some(false) {
        report.at(realm, &["eventsEnabled"], "logins are not recorded");
    }
}
