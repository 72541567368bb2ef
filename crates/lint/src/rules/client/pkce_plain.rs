//! Clients that use the PKCE method `plain`.

use super::{CLIENT, METHOD, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/pkce-plain",
    severity: Severity::Warning,
    title: "PKCE with the method `plain`",
    why: "With `plain`, the code challenge is the verifier itself. Anyone who sees the authorization request, in a log \
          or in the browser history, can redeem the code.",
    fix: "set the attribute `pkce.code.challenge.method` to `S256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc7636#section-7.2",
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"pkce.code.challenge.method": "plain"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"pkce.code.challenge.method": "S256"}}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.text(METHOD) == Some("plain") {
        report.at(client, METHOD, "with the PKCE method `plain`, the code challenge is the verifier itself");
    }
}
