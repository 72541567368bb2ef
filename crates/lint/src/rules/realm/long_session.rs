//! Sessions that last for days.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/long-session",
    severity: Severity::Info,
    title: "A login lasts for more than a day without a password",
    why: "Whoever finds a browser open, or steals a cookie, is the user for as long as the session may last.",
    fix: "set `ssoSessionMaxLifespan` to a working day (36000 seconds is Keycloak's default)",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "ssoSessionMaxLifespan": 604800}"#],
    good: &[r#"{"realm": "r", "ssoSessionMaxLifespan": 36000}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if let Some(found) = realm.int_or(&["ssoSessionMaxLifespan"], 36000).filter(|found| *found > 86400) {
        report.at(realm, &["ssoSessionMaxLifespan"], format!("a login lasts {found} seconds"));
    }
}
