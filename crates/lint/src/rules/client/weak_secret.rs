//! A client secret that can be guessed.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::kind::MASK;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/weak-secret",
    severity: Severity::Error,
    title: "A client's secret can be guessed",
    why: "The secret is short, is the client's own name, or is one that everybody tries first. Keycloak does not slow \
          down who tries client secrets; with it comes all that the service account may.",
    fix: "let Keycloak make a new one, or declare `secret = { env = \"…\" }` with 32 random characters",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6749#section-10.10",
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.5",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "secret"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "shop"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "abc123"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "**********"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "qGvm3ZcC8lQbWy0s2T1uYpXn"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "${vault.shop}"}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "secret": "abc", "publicClient": true}]}"#,
    ],
};

/// Keycloak itself makes 32 characters.
const SHORTEST: usize = 12;

const COMMON: &[&str] = &["changeme", "change-me", "password", "client-secret", "secret", "keycloak", "admin", "test"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    let Some(secret) = client.text(&["secret"]).filter(|secret| !secret.is_empty() && *secret != MASK) else { return };
    if !is_judged(client) || client.is(&["publicClient"]) || client.is(&["bearerOnly"]) || secret.starts_with("${") {
        return;
    }
    let lower = secret.to_lowercase();
    let fault = match () {
        () if lower == client.name.shown_name().to_lowercase() => "the client's own name",
        () if COMMON.iter().any(|common| lower.trim_end_matches(|it: char| it.is_ascii_digit()) == *common) => {
            "one that everybody tries first"
        }
        () if secret.chars().count() < SHORTEST => "shorter than 12 characters",
        () => return,
    };
    report.at(client, &["secret"], format!("its secret is {fault}"));
}
