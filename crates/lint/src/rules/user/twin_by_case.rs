//! Two users with nearly one name or e-mail address.

use realmform_kinds::names;
use std::collections::BTreeMap;

use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "user/twin-by-case",
    severity: Severity::Warning,
    title: "Two users have one name or e-mail address, but for upper and lower case",
    why: "Keycloak takes both in lower case, so one of the two is refused at import or takes the place of the other; \
          applications that match by address mix them up.",
    fix: "keep one of the two",
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
                    let message = format!("`{text}` is the {key} of another user, too");
                    report.at(user, &[key], message).and_at("the other one", &first.place(&[key]));
                }
                None => {
                    seen.insert(text.to_lowercase(), user);
                }
            }
        }
    }
}
