//! Offline sessions have no maximum lifespan.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/offline-session-endless",
    severity: Severity::Info,
    title: "Offline sessions never expire while they are in use",
    why: "Without a maximum lifespan, an offline session stays valid as long as something keeps refreshing it, and so \
          does a stolen offline token. The user is never asked for a password again. This is Keycloak's default for \
          every new realm.",
    fix: "set `offlineSessionMaxLifespanEnabled` to `true`, and `offlineSessionMaxLifespan` to a limit that fits. The \
          limit is off unless you enable it: this is Keycloak's default for every new realm",
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
        report.at(realm, &["offlineSessionMaxLifespanEnabled"], "offline sessions never expire while they are in use");
    }
}
