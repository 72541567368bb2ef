//! A public client with a service account.

use super::CLIENT;
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Subject};

pub const RULE: Rule = Rule {
    code: "service-account/public-client",
    severity: Severity::Warning,
    title: "A public client has a service account",
    why: "A public client has nothing to prove itself with, so Keycloak refuses it a token of its service account: what \
          is configured here never works. The account and its roles wait until somebody makes the client confidential \
          for another reason, and are then usable without a review.",
    fix: "set `serviceAccountsEnabled` to `false`; or, if the client runs on a server, set `publicClient` to `false`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6749#section-4.4",
        "https://www.keycloak.org/docs/latest/server_admin/#_service_accounts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true, "serviceAccountsEnabled": true}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "bot", "publicClient": false, "serviceAccountsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "spa", "publicClient": true, "serviceAccountsEnabled": true,
            "enabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if client.is(&["publicClient"])
        && client.is(&["serviceAccountsEnabled"])
        && client.flag_or(&["enabled"], true) != Some(false)
    {
        report.at(
            client,
            &["serviceAccountsEnabled"],
            "it is public, so it can never get a token of its service account",
        );
    }
}
