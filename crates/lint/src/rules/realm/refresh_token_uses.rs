//! Rotated refresh tokens can be reused.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/refresh-token-uses",
    severity: Severity::Warning,
    title: "Refresh tokens can be reused although they are rotated",
    why: "A thief can make each additional use unnoticed: the theft shows only when a token is used more often than \
          allowed.",
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
    // Without rotation the number has no effect: `realm/refresh-token-reuse` reports that.
    if realm.flag_or(&["revokeRefreshToken"], false) == Some(false) {
        return;
    }
    if let Some(found) = realm.int_or(&["refreshTokenMaxReuse"], 0).filter(|found| *found > 0) {
        report.at(
            realm,
            &["refreshTokenMaxReuse"],
            format!("`refreshTokenMaxReuse` is {found}, so a rotated refresh token can be reused"),
        );
    }
}
