//! A public client with a service account.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/public-service-account",
    severity: Severity::Warning,
    title: "A public client has a service account",
    why: "A service account is for whoever can prove to be the client, and a public client can prove nothing: Keycloak refuses \
          it a token of its own. So whatever relies on the account fails, and the account stays, with the roles it was \
          given, for the day on which somebody makes the client confidential again with a secret that is long known.",
    fix: "set `publicClient` to `false` if it can keep a secret, else `serviceAccountsEnabled` to `false`",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc6749#section-4.4",
        "https://www.keycloak.org/docs/latest/server_admin/#_service_accounts",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "app", "publicClient": true, "serviceAccountsEnabled": true}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "job", "publicClient": false, "serviceAccountsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "app", "publicClient": true, "serviceAccountsEnabled": false}]}"#,
    ],
};

const ACCOUNT: &[&str] = &["serviceAccountsEnabled"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if client.is(ACCOUNT) && client.is(&["publicClient"]) && is_judged(client) {
        report.at(client, ACCOUNT, "it is public, so it can never use its service account");
    }
}
