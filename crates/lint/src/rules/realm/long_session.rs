//! SSO sessions last for days.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/long-session",
    severity: Severity::Info,
    title: "An SSO session can last for more than a day",
    why: "Whoever steals a session cookie, or finds a browser open, can act as the user until the session ends, \
          without entering a password.",
    fix: "set `ssoSessionMaxLifespan` to one working day (Keycloak's default is 36000 seconds)",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "ssoSessionMaxLifespan": 604800}"#, r#"{"realm": "r", "ssoSessionMaxLifespan": 86401}"#],
    good: &[
        r#"{"realm": "r", "ssoSessionMaxLifespan": 86400}"#,
        r#"{"realm": "r", "ssoSessionMaxLifespan": 36000}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if let Some(found) = realm.int_or(&["ssoSessionMaxLifespan"], 36000).filter(|found| *found > 86400) {
        report.at(realm, &["ssoSessionMaxLifespan"], format!("an SSO session can last {found} seconds"));
    }
}
