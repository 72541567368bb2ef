//! Refresh tokens can be reused.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/refresh-token-reuse",
    severity: Severity::Info,
    title: "Refresh tokens can be reused",
    why: "A stolen refresh token of a public client is as good as the account until the session ends. With rotation, \
          the second use of a token reveals the theft and ends the session. This is Keycloak's default for every new \
          realm.",
    fix: "set `revokeRefreshToken` to `true`, with `refreshTokenMaxReuse` 0. Rotation is off unless you enable it: \
          this is Keycloak's default for every new realm",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "revokeRefreshToken": false}"#],
    good: &[r#"{"realm": "r", "revokeRefreshToken": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["revokeRefreshToken"], false) == Some(false) {
        report.at(realm, &["revokeRefreshToken"], "refresh tokens can be reused until the session ends");
    }
}
