//! Access tokens are valid for a long time.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/long-access-token",
    severity: Severity::Warning,
    title: "Access tokens are valid for more than ten minutes, or as long as the session",
    why: "An access token cannot be recalled once it is issued. Whoever has a copy can use it until it expires, even \
          if the user has been disabled or has lost the role in the meantime.",
    fix: "set `accessTokenLifespan` to 300 (seconds), Keycloak's default",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-4.14",
        "https://www.keycloak.org/docs/latest/server_admin/#_timeouts",
    ],
    check: Check::Each(REALM, check),
    bad: &[
        r#"{"realm": "r", "accessTokenLifespan": 3600}"#,
        r#"{"realm": "r", "accessTokenLifespan": 601}"#,
        r#"{"realm": "r", "accessTokenLifespan": -1}"#,
    ],
    good: &[
        // Expires at once.
        r#"{"realm": "r", "accessTokenLifespan": 0}"#,
        r#"{"realm": "r", "accessTokenLifespan": 300}"#,
        r#"{"realm": "r", "accessTokenLifespan": 600}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

const LONGEST: i64 = 600;

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let message = match realm.int_or(&["accessTokenLifespan"], 300) {
        Some(-1) => "access tokens do not expire before the session does".to_owned(),
        Some(found) if found > LONGEST => format!("the access token lifespan is {found} seconds"),
        _ => return,
    };
    report.at(realm, &["accessTokenLifespan"], message);
}
