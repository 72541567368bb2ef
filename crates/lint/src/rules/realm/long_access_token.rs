//! Access tokens that live long.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/long-access-token",
    severity: Severity::Warning,
    title: "Access tokens live longer than ten minutes, or for ever",
    why: "An access token cannot be called back: whoever has a copy has it until it ends, whatever happens to the user \
          or the role meanwhile.",
    fix: "set `accessTokenLifespan` to 300 seconds, Keycloak's default",
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
        report.at(realm, &["accessTokenLifespan"], format!("access tokens live {found} seconds"));
    }
}
