//! A client that proves itself with a shared secret.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/shared-secret",
    severity: Severity::Info,
    title: "A client proves itself with a secret that Keycloak knows, too",
    why: "The secret travels with every request, and stands in exports, backups and logs; whoever has it is the \
          client. A signed assertion or a certificate never leaves its owner.",
    fix: "set `clientAuthenticatorType` to `client-jwt`, `client-x509` or `federated-jwt`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.5",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-credentials",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": false, "clientAuthenticatorType": "client-secret"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "clientAuthenticatorType": "client-jwt"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "bearerOnly": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "clientAuthenticatorType": "client-x509"}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let shared = matches!(client.text_or(TYPE, "client-secret"), Some("client-secret" | "client-secret-jwt"));
    if is_judged(client)
        && client.flag_or(&["publicClient"], false) == Some(false)
        && client.flag_or(&["bearerOnly"], false) == Some(false)
        && shared
    {
        report.at(client, TYPE, "it proves itself with a secret that both sides know");
    }
}

const TYPE: &[&str] = &["clientAuthenticatorType"];
