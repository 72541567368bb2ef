//! Clients with `offline_access` as an optional scope.

use super::{CLIENT, REFRESH, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/offline-access-optional",
    severity: Severity::Info,
    title: "Client may request offline tokens",
    why: "Anyone who can redeem an authorization code of the client (with its secret, if it has one) can request \
          `offline_access` and get a token that outlives the session. Keycloak adds the scope to new clients by \
          default, so most clients have it without needing it. It is meant for confidential clients that keep tokens \
          for their users.",
    fix: "remove `offline_access` from `optionalClientScopes`, where Keycloak puts it for every new client",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_offline-access"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "tv", "publicClient": true, "standardFlowEnabled": false, "attributes": {"oauth2.device.authorization.grant.enabled": "true"}, "optionalClientScopes": ["offline_access"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "optionalClientScopes": ["offline_access"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "tv", "standardFlowEnabled": false, "optionalClientScopes": ["offline_access"],
            "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "optionalClientScopes": ["offline_access"],
            "attributes": {"use.refresh.tokens": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "optionalClientScopes": ["phone"]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "optionalClientScopes": ["offline_access"], "standardFlowEnabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client)
        && logs_users_in(client)
        && client.flag_or(REFRESH, true) != Some(false)
        && let Some(scope) = client.texts(&["optionalClientScopes"]).find(|scope| *scope == "offline_access")
    {
        report.at_item(
            client,
            &["optionalClientScopes"],
            scope,
            "the client may request tokens that outlive the session",
        );
    }
}
