//! A service account beside logins.

use super::{CLIENT, is_judged, logs_users_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/mixed-flows",
    severity: Severity::Info,
    title: "A client acts for itself and for users",
    why: "Its one secret opens both: what the service account may, and the codes of its users. Where the two are used \
          by different parts of a system, the weaker part decides over both.",
    fix: "use two clients: one with the service account and no flow, one for the users",
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
        report.at(client, &["serviceAccountsEnabled"], "it has a service account, and users log in with it");
    }
}
