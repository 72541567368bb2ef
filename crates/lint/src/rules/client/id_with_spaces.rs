//! Client IDs with leading or trailing whitespace.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/id-with-spaces",
    severity: Severity::Warning,
    title: "Client ID with leading or trailing whitespace",
    why: "The space is invisible in the Admin Console, in logs and in application settings. An application that sends \
          the ID without it gets a \"client not found\" error. Or somebody creates a second client under the visible \
          ID, and roles, audiences and settings are split between the two.",
    fix: "remove the whitespace from `clientId` and from everything that refers to the client",
    links: &["https://www.rfc-editor.org/rfc/rfc6749#section-2.2"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop "}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "\tshop"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "\u00a0shop"}]}"#,
    ],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "the shop"}]}"#],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let address = &client.name;
    if address.name.trim().len() != address.name.len() && is_judged(client) {
        report.at(client, &["clientId"], "the client ID starts or ends with whitespace");
    }
}
