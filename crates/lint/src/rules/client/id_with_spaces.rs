//! A client id that begins or ends with a space.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/id-with-spaces",
    severity: Severity::Warning,
    title: "A client id begins or ends with a space",
    why: "The space is seen nowhere: not in the Admin Console, not in a log, not in an application's settings. The application \
          sends the id without it and is told that there is no such client; or somebody makes a second client with the id \
          that everybody reads, and roles, audiences and settings are split between the two.",
    fix: "write `clientId` without the spaces, and look for what names the client with them",
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
        report.at(client, &["clientId"], "there is a space at an end of its id");
    }
}
