//! A confidential client without PKCE.

use super::{CLIENT, METHOD, has_code_flow, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/confidential-pkce-missing",
    severity: Severity::Info,
    title: "A confidential client takes authorization codes without PKCE",
    why: "A secret does not stop an attacker who injects a stolen code into a victim's session with the real \
          application; PKCE does, and costs nothing. OAuth 2.1 asks it of every client.",
    fix: "set the attribute `pkce.code.challenge.method` to `S256`, once the application sends the challenge",
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
        report.at(client, METHOD, "it takes authorization codes, but PKCE is not enforced");
    }
}
