//! Keycloak sends mail without encryption.

use super::REALM;
use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::cleartext::is_loopback;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "realm/mail-in-clear",
    severity: Severity::Warning,
    title: "Keycloak sends mail without encryption",
    why: "Links in these mails, such as those that reset a password, give access to accounts, and the mail server's \
          password travels over the same connection. Anyone who can read the traffic can use both.",
    fix: "set `smtpServer.starttls` or `smtpServer.ssl` to `true`",
    links: &["https://www.rfc-editor.org/rfc/rfc8314#section-3"],
    check: Check::Each(REALM, check),
    bad: &[r#"{"realm": "r", "smtpServer": {"host": "mail.example.com", "from": "a@example.com"}}"#],
    good: &[
        r#"{"realm": "r", "smtpServer": {"host": "mail.example.com", "starttls": "true"}}"#,
        r#"{"realm": "r", "smtpServer": {"host": "localhost"}}"#,
        r#"{"realm": "r", "smtpServer": {}}"#,
        r#"{"realm": "r", "smtpServer": {"host": "mail.example.com", "ssl": "true"}}"#,
    ],
};

fn check(realm: &Subject, _: &Context, report: &mut Report) {
    let Some(host) = realm.text(&["smtpServer", "host"]).filter(|host| !host.is_empty()) else { return };
    let encrypted =
        ["starttls", "ssl"].iter().any(|key| realm.get(&["smtpServer", key]).and_then(Json::flag) == Some(true));
    if realm.whole && !encrypted && !is_loopback(host) {
        report.at(realm, &["smtpServer", "host"], format!("mail is sent to `{host}` without encryption"));
    }
}
