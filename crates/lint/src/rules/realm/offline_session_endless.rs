//! Offline sessions without an end.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/offline-session-endless",
    severity: Severity::Info,
    title: "Offline tokens that are used now and then never end",
    why: "Without a longest lifespan an offline session lives as long as something refreshes it, so a stolen token \
          does, too; nobody is ever asked for a password again. It is how Keycloak makes every realm.",
    fix: "switch `offlineSessionMaxLifespanEnabled` on, with an `offlineSessionMaxLifespan` that fits; this is how \
          Keycloak makes every realm",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_offline-access",
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "offlineSessionMaxLifespanEnabled": false}"#],
    good: &[r#"{"realm": "r", "offlineSessionMaxLifespanEnabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["offlineSessionMaxLifespanEnabled"], false) == Some(false) {
        report.at(realm, &["offlineSessionMaxLifespanEnabled"], "offline tokens that are used never end");
    }
}
