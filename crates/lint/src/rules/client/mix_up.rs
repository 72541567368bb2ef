//! The issuer left out of answers.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/mix-up",
    severity: Severity::Warning,
    title: "Keycloak does not say in its answers who it is",
    why: "An application that logs in at several providers can be tricked into sending the code of one to another. The \
          `iss` parameter of RFC 9207 prevents that; here it is switched off.",
    fix: "take the attribute `exclude.issuer.from.auth.response` out",
    links: &["https://www.rfc-editor.org/rfc/rfc9207", "https://www.rfc-editor.org/rfc/rfc9700#section-4.4"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"exclude.issuer.from.auth.response": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"exclude.issuer.from.auth.response": "false"}}]}"#,
    ],
};

const EXCLUDED: &[&str] = &["attributes", "exclude.issuer.from.auth.response"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(EXCLUDED) {
        report.at(client, EXCLUDED, "answers of the login page do not name their issuer");
    }
}
