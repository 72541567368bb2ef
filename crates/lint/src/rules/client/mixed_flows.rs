//! Clients that have a service account and also log users in.

use super::{CLIENT, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/mixed-flows",
    severity: Severity::Info,
    title: "Client with both a service account and user logins",
    why: "One secret opens both: the permissions of the service account and the authorization codes of the users. If \
          different parts of a system use the two, the weaker part decides the security of both.",
    fix: "split the client into two: one with `serviceAccountsEnabled` and no login flow, one for the users",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.5",
        "https://www.keycloak.org/docs/latest/server_admin/#_service_accounts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "serviceAccountsEnabled": true, "standardFlowEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "tv", "serviceAccountsEnabled": true, "standardFlowEnabled": false,
            "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "serviceAccountsEnabled": true, "standardFlowEnabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "serviceAccountsEnabled": false}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client)
        && client.is(&["serviceAccountsEnabled"])
        && client.flag_or(&["publicClient"], false) == Some(false)
        && logs_users_in(client)
    {
        report.at(client, &["serviceAccountsEnabled"], "the client has a service account and also logs users in");
    }
}
