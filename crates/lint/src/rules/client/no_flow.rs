//! A client that nothing can log in with, and that has redirect URIs all the same.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/no-flow",
    severity: Severity::Info,
    title: "A client has redirect URIs, and every flow is off",
    why: "No token can be had with this client, yet its redirect URIs say that users were to log in with it. It is a leftover \
          that somebody may switch on again, with addresses nobody has looked at since, or a flow was switched off by \
          mistake. A client that only stands for an API has every flow off, too; it needs no redirect URIs.",
    fix: "set `enabled` to `false` or remove the client; for an API, empty `redirectUris`; or turn the flow on that it needs",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#con-basic-settings_server_administration_guide"],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "old", "standardFlowEnabled": false,
            "redirectUris": ["https://old.test/cb"]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "api", "standardFlowEnabled": false, "redirectUris": []}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "job", "standardFlowEnabled": false, "serviceAccountsEnabled": true,
            "redirectUris": ["/*"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "tv", "standardFlowEnabled": false, "redirectUris": ["/*"],
            "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "api", "standardFlowEnabled": false, "bearerOnly": true,
            "redirectUris": ["/*"]}]}"#,
    ],
};

/// What is off unless it is turned on. Of a bearer-only client it is known that it has no flow.
const OTHERS: &[&[&str]] = &[
    &["bearerOnly"],
    &["implicitFlowEnabled"],
    &["directAccessGrantsEnabled"],
    &["serviceAccountsEnabled"],
    &["attributes", "oauth2.device.authorization.grant.enabled"],
    &["attributes", "oidc.ciba.grant.enabled"],
    &["attributes", "standard.token.exchange.enabled"],
    &["attributes", "oauth2.jwt.authorization.grant.enabled"],
];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if client.flag_or(&["standardFlowEnabled"], true) == Some(false)
        && client.texts(&["redirectUris"]).next().is_some()
        && is_judged(client)
        && OTHERS.iter().all(|flow| client.flag_or(flow, false) == Some(false))
    {
        report.at(client, &["redirectUris"], "it has redirect URIs, but every flow is off");
    }
}
