//! Clients with redirect URIs but no enabled flow.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/no-flow",
    severity: Severity::Info,
    title: "Client with redirect URIs but no enabled flow",
    why: "This client cannot obtain a token, but its redirect URIs suggest that users are meant to log in. Either a \
          flow was switched off by mistake, or the client is a leftover that somebody may re-enable with redirect URIs \
          that nobody has reviewed since. A client that only represents an API also has every flow disabled, but it \
          needs no redirect URIs.",
    fix: "set `enabled` to `false` or remove the client; for an API, empty `redirectUris`; otherwise enable the flow \
          that it needs",
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

/// Switches that are off by default. A bearer-only client is known to have no flow.
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
        report.at(client, &["redirectUris"], "the client has redirect URIs, but every flow is disabled");
    }
}
