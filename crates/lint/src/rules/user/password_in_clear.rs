//! A user whose password is in the file.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::kind::MASK;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "user/password-in-clear",
    severity: Severity::Error,
    title: "A user's password is in the file in plain text",
    why: "Anyone who reads the file can log in as the user, here and wherever the password is reused. Keycloak never \
          exports passwords in plain text: somebody added it by hand, usually for a test, and test realms become \
          production realms.",
    fix: "remove the credential, and let the user set a password through a required action",
    links: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://www.keycloak.org/docs/latest/server_admin/#_user-credentials",
    ],
    check: Check::Each(names::USER, check),
    bad: &[r#"{"realm": "r", "users": [{"username": "ann", "credentials": [{"type": "password", "value": "x"}]}]}"#],
    good: &[
        r#"{"realm": "r", "users": [{"username": "ann", "credentials": [{"type": "password", "secretData": "{}"}]}, {"username": "bob"}]}"#,
    ],
};

fn check(user: &Subject, _: &Context, report: &mut Report) {
    let credentials = user.get(&["credentials"]).map_or(&[][..], Json::items);
    let clear =
        |it: &&Json| it.get("value").and_then(Json::text).is_some_and(|value| !value.is_empty() && value != MASK);
    if let Some(credential) = credentials.iter().find(clear) {
        let kind = credential.get("type").and_then(Json::text).unwrap_or("password");
        report.at(user, &["credentials"], format!("the user's {kind} is in plain text"));
    }
}
