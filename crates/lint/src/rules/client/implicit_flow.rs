//! The implicit flow.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/implicit-flow",
    severity: Severity::Warning,
    title: "Tokens come in the address of a page (implicit flow)",
    why: "The access token stands in the address, so it lands in the browser's history, in logs and in referrers, and \
          nothing ties it to who asked for it. OAuth's best current practice has retired the flow; the code flow with \
          PKCE does all that it did.",
    fix: "switch `implicitFlowEnabled` off, and use the standard flow with PKCE",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-2.1.2"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "implicitFlowEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account-console", "implicitFlowEnabled": true}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "implicitFlowEnabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "implicitFlowEnabled": true, "bearerOnly": true}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_in_use(client) && client.is(&["implicitFlowEnabled"]) && !client.is(&["bearerOnly"]) {
        report.at(client, &["implicitFlowEnabled"], "tokens come in the address of a page");
    }
}
