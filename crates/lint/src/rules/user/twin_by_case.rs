//! Two usernames or e-mail addresses that differ only in case.

use realmform_kinds::names;
use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "user/twin-by-case",
    severity: Severity::Warning,
    title: "Two usernames or e-mail addresses differ only in case",
    why: "Keycloak converts both to lower case, so an import rejects one of the two or replaces one with the other. \
          Applications that match by address confuse the two.",
    fix: "keep one of the two users",
    links: &["https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "users": [{"username": "ann"}, {"username": "Ann"}]}"#,
        r#"{"realm": "r", "users": [{"username": "a", "email": "x@y.example"}, {"username": "b", "email": "X@y.example"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "users": [{"username": "ann", "email": "a@y.example"}, {"username": "bob"}]}"#,
        r#"{"realm": "r", "duplicateEmailsAllowed": true, "users": [{"username": "a", "email": "x@y.example"}, {"username": "b", "email": "x@y.example"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let shared = context.realm().is_some_and(|realm| realm.is(&["duplicateEmailsAllowed"]));
    for key in ["username", "email"].into_iter().filter(|key| *key != "email" || !shared) {
        let mut seen: BTreeMap<String, &Subject> = BTreeMap::new();
        for user in context.of_kind(names::USER).map(|(_, it)| it) {
            let Some(text) = user.text(&[key]).filter(|text| !text.is_empty()) else { continue };
            match seen.get(&text.to_lowercase()) {
                Some(first) => {
                    let message = format!("another user has the same {key} as `{text}`, ignoring case");
                    report.at(user, &[key], message).and_at("the other user", &first.place(&[key]));
                }
                None => {
                    seen.insert(text.to_lowercase(), user);
                }
            }
        }
    }
}
