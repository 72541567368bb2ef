//! Clients with the implicit flow enabled.

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/implicit-flow",
    severity: Severity::Warning,
    title: "Implicit flow enabled",
    why: "The implicit flow returns the access token in the URL, so it ends up in the browser history, in logs and in \
          `Referer` headers. Nothing binds the token to the client that requested it. The OAuth best current practice \
          has retired the flow; the standard flow with PKCE replaces it completely.",
    fix: "set `implicitFlowEnabled` to `false` and use the standard flow with PKCE",
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
        report.at(client, &["implicitFlowEnabled"], "the implicit flow is enabled, so tokens are returned in the URL");
    }
}
