//! Users can change their username.

use super::REALM;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/username-changes",
    severity: Severity::Info,
    title: "Users can change their username",
    why: "Logs, and applications that identify users by `preferred_username`, mistake the new owner of a username for \
          the previous one.",
    fix: "set `editUsernameAllowed` to `false`",
    links: &["https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "editUsernameAllowed": true}"#],
    good: &[r#"{"realm": "r", "editUsernameAllowed": false}"#, r#"{"realm": "r", "enabled": true}"#],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    if realm.flag_or(&["editUsernameAllowed"], false) == Some(true) {
        report.at(
            realm,
            &["editUsernameAllowed"],
            "users can change their username, and can take one that another user has released",
        );
    }
}
