//! Service accounts that get refresh tokens.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/refresh-for-service",
    severity: Severity::Info,
    title: "Refresh tokens for a service account",
    why: "The client can always request a new access token with its own credentials. A refresh token only adds another \
          thing to steal, and a session that stays open.",
    fix: "set the attribute `client_credentials.use_refresh_token` to `false`",
    links: &["https://www.rfc-editor.org/rfc/rfc6749#section-4.4.3"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "serviceAccountsEnabled": true, "attributes": {"client_credentials.use_refresh_token": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "serviceAccountsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"client_credentials.use_refresh_token": "true"}}]}"#,
    ],
};

const REFRESH: &[&str] = &["attributes", "client_credentials.use_refresh_token"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(&["serviceAccountsEnabled"]) && client.is(REFRESH) {
        report.at(client, REFRESH, "the service account gets refresh tokens");
    }
}
