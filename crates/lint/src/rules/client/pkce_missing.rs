//! Public clients that do not enforce PKCE.

use super::{CLIENT, METHOD, has_code_flow, is_in_use, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/pkce-missing",
    severity: Severity::Warning,
    title: "Public client without PKCE",
    why: "A public client has no secret, so nothing binds an authorization code to the client that requested it. A \
          code can leak through a custom URI scheme that another app has registered, the browser history, a log or a \
          `Referer` header, and whoever has it can redeem it. With PKCE, the code is worthless without the verifier. \
          Keycloak enforces PKCE only if the client's attribute is set.",
    fix: "set the attribute `pkce.code.challenge.method` to `S256`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.1.1",
        "https://www.rfc-editor.org/rfc/rfc8252#section-8.1",
        "https://www.rfc-editor.org/rfc/rfc7636",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true, "standardFlowEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true,
            "attributes": {"pkce.code.challenge.method": ""}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account-console", "publicClient": true, "attributes": {}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true,
            "attributes": {"pkce.code.challenge.method": "S256"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "tool", "publicClient": true, "standardFlowEnabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "site", "publicClient": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account", "publicClient": true}]}"#,
    ],
};

/// Clients that Keycloak creates with PKCE, so somebody has removed it.
const MADE_WITH_IT: &[&str] = &["account-console", "security-admin-console"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let is_changed = || is_in_use(client) && MADE_WITH_IT.contains(&&*client.name.shown_name());
    if (is_judged(client) || is_changed())
        && client.is(&["publicClient"])
        && has_code_flow(client)
        && client.text_or(METHOD, "") == Some("")
    {
        report.at(client, METHOD, "this public client uses the authorization code flow without enforcing PKCE");
    }
}
