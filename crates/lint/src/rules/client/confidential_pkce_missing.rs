//! Confidential clients that do not enforce PKCE.

use super::{CLIENT, METHOD, has_code_flow, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/confidential-pkce-missing",
    severity: Severity::Info,
    title: "Confidential client without PKCE",
    why: "A client secret does not stop code injection: an attacker feeds a stolen code into a session with the real \
          application, which redeems it with its own secret. PKCE binds the code to the session that requested it, at \
          no cost. OAuth 2.1 requires it for every client.",
    fix: "once the application sends a code challenge, set the attribute `pkce.code.challenge.method` to `S256`",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": false, "redirectUris": ["https://shop.example/cb"]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"pkce.code.challenge.method": "S256"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "standardFlowEnabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client)
        && client.flag_or(&["publicClient"], false) == Some(false)
        && has_code_flow(client)
        && client.text_or(METHOD, "") == Some("")
    {
        report.at(client, METHOD, "this confidential client uses the authorization code flow without enforcing PKCE");
    }
}
