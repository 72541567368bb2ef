//! Offline access on request.

use super::{CLIENT, REFRESH, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/offline-access-optional",
    severity: Severity::Info,
    title: "A client may ask for tokens that outlive the session",
    why: "Whoever has a code of the client, and its secret where it has one, can ask for `offline_access`. Keycloak gives new clients the \
          scope by default, so most have it without a need. Confidential clients that keep tokens for their users are \
          what it is for.",
    fix: "take `offline_access` out of `optionalClientScopes`; this is how Keycloak makes every client",
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
        report.at_item(client, &["optionalClientScopes"], scope, "it may ask for tokens that outlive the session");
    }
}
