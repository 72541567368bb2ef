//! Admin events are not recorded.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/admin-events-off",
    severity: Severity::Info,
    title: "Admin events are not recorded",
    why: "Without admin events there is no record of who granted a role, changed a redirect URI or read a secret, so \
          an audit or an investigation has nothing to start from. This is Keycloak's default for every new realm.",
    fix: "set `adminEventsEnabled` to `true`, with an expiration. Admin events are off unless you enable them: this is \
          Keycloak's default for every new realm",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#auditing-admin-events",
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "adminEventsEnabled": false}"#],
    good: &[r#"{"realm": "r", "adminEventsEnabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["adminEventsEnabled"], false) == Some(false) {
        report.at(realm, &["adminEventsEnabled"], "admin events are not recorded");
    }
}
