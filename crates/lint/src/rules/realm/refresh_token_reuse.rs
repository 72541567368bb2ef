//! Refresh tokens that can be used again.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "realm/refresh-token-reuse",
    severity: Severity::Info,
    title: "A refresh token can be used again and again",
    why: "A stolen refresh token of a public client is as good as the account until the session ends. With rotation \
          the second use shows the theft, and ends the session. It is how Keycloak makes every realm.",
    fix: "switch `revokeRefreshToken` on, with `refreshTokenMaxReuse` 0; this is how Keycloak makes every realm",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "revokeRefreshToken": false}"#],
    good: &[r#"{"realm": "r", "revokeRefreshToken": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["revokeRefreshToken"], false) == Some(false) {
        report.at(realm, &["revokeRefreshToken"], "a refresh token can be used again and again");
    }
}
