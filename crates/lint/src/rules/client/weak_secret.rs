//! Client secrets that can be guessed.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::kind::MASK;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/weak-secret",
    severity: Severity::Error,
    title: "Client secret is easy to guess",
    why: "The secret is short, equals the client ID, or is one that attackers try first. Keycloak does not throttle \
          attempts to guess client secrets. Whoever guesses it gets all permissions of the service account.",
    fix: "let Keycloak generate a new secret, or declare `secret = { env = \"…\" }` with 32 random characters",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6749#section-10.10",
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.5",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "qGvm3ZcC8lQ"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "secret"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "shop"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "abc123"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "qGvm3ZcC8lQb"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "**********"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "qGvm3ZcC8lQbWy0s2T1uYpXn"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "${vault.shop}"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "abc", "publicClient": true}]}"#,
    ],
};

/// Keycloak itself generates 32 characters.
const SHORTEST: usize = 12;

const COMMON: &[&str] = &["changeme", "change-me", "password", "client-secret", "secret", "keycloak", "admin", "test"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let Some(secret) = client.text(&["secret"]).filter(|secret| !secret.is_empty() && *secret != MASK) else { return };
    if !is_judged(client) || client.is(&["publicClient"]) || client.is(&["bearerOnly"]) || secret.starts_with("${") {
        return;
    }
    let lower = secret.to_lowercase();
    let fault = match () {
        () if lower == client.name.shown_name().to_lowercase() => "the same as the client ID",
        () if COMMON.iter().any(|common| lower.trim_end_matches(|it: char| it.is_ascii_digit()) == *common) => {
            "one that attackers try first"
        }
        () if secret.chars().count() < SHORTEST => "shorter than 12 characters",
        () => return,
    };
    report.at(client, &["secret"], format!("the client secret is {fault}"));
}
