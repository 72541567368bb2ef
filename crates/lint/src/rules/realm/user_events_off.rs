//! User events are not recorded.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/user-events-off",
    severity: Severity::Info,
    title: "Logins and failed logins are not recorded",
    why: "Attacks on accounts show up as failed logins, changed credentials and logins from unusual places. Events \
          that are not stored may still be logged, but nobody can look at them in the admin console. This is \
          Keycloak's default for every new realm.",
    fix: "set `eventsEnabled` to `true`, with an `eventsExpiration`. User events are off unless you enable them: this \
          is Keycloak's default for every new realm",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#auditing-user-events"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "eventsEnabled": false}"#],
    good: &[r#"{"realm": "r", "eventsEnabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["eventsEnabled"], false) == Some(false) {
        report.at(realm, &["eventsEnabled"], "logins and failed logins are not recorded");
    }
}
