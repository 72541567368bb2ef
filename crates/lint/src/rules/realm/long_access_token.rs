//! Access tokens are valid for a long time.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/long-access-token",
    severity: Severity::Warning,
    title: "Access tokens are valid for more than ten minutes, or forever",
    why: "An access token cannot be recalled once it is issued. Whoever has a copy can use it until it expires, even \
          if the user has been disabled or has lost the role in the meantime.",
    fix: "set `accessTokenLifespan` to 300 (seconds), Keycloak's default",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "accessTokenLifespan": 3600}"#, r#"{"realm": "r", "accessTokenLifespan": 0}"#],
    good: &[
        r#"{"realm": "r", "accessTokenLifespan": 300}"#,
        r#"{"realm": "r", "accessTokenLifespan": 600}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if let Some(found) = realm.int_or(&["accessTokenLifespan"], 300).filter(|found| *found <= 0 || *found > 600) {
        report.at(realm, &["accessTokenLifespan"], format!("the access token lifespan is {found} seconds"));
    }
}
