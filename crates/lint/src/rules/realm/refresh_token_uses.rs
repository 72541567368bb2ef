//! Refresh tokens with spare uses.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/refresh-token-uses",
    severity: Severity::Warning,
    title: "A refresh token may be used more than once although it is rotated",
    why: "Each spare use is one that a thief can have unseen: theft shows only when a token comes once too often.",
    fix: "set `refreshTokenMaxReuse` to 0",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "revokeRefreshToken": true, "refreshTokenMaxReuse": 1}"#],
    good: &[
        r#"{"realm": "r", "revokeRefreshToken": true, "refreshTokenMaxReuse": 0}"#,
        r#"{"realm": "r", "revokeRefreshToken": false, "refreshTokenMaxReuse": 1}"#,
        r#"{"realm": "r", "enabled": true}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    // Where none is rotated, the number says nothing: `realm/refresh-token-reuse` tells of that.
    if realm.flag_or(&["revokeRefreshToken"], false) == Some(false) {
        return;
    }
    if let Some(found) = realm.int_or(&["refreshTokenMaxReuse"], 0).filter(|found| *found > 0) {
        report.at(realm, &["refreshTokenMaxReuse"], format!("a refresh token may be used {found} times more"));
    }
}
