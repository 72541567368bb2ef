//! Clients that authenticate with a shared secret.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/shared-secret",
    severity: Severity::Info,
    title: "Client authenticates with a shared secret",
    why: "The secret is sent with every request, and copies of it end up in exports, backups and logs. Anyone who has \
          it can act as the client. With a signed assertion or a certificate, the private key never leaves the client.",
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
        report.at(client, TYPE, "the client authenticates with a secret that it shares with Keycloak");
    }
}

const TYPE: &[&str] = &["clientAuthenticatorType"];
