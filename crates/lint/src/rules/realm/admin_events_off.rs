//! Changes by administrators are not recorded.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/admin-events-off",
    severity: Severity::Info,
    title: "Nobody can tell later who changed what",
    why: "Without admin events there is no record of who gave a role, changed a redirect URI or read a secret: neither \
          an audit nor an investigation has anything to begin with. It is how Keycloak makes every realm.",
    fix: "switch `adminEventsEnabled` on, with an expiration; this is how Keycloak makes every realm",
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
        report.at(realm, &["adminEventsEnabled"], "changes by administrators are not recorded");
    }
}
