//! Public clients with a service account.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/public-service-account",
    severity: Severity::Warning,
    title: "Public client with a service account",
    why: "Only a client that can authenticate can use its service account. A public client cannot, so Keycloak refuses \
          it a token and everything that relies on the account fails. The account keeps its roles: if somebody makes \
          the client confidential again, a secret that leaked long ago gives access to them.",
    fix: "set `publicClient` to `false` if the client can keep a secret, otherwise set `serviceAccountsEnabled` to \
          `false`",
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
        report.at(client, ACCOUNT, "the client is public, so it cannot use its service account");
    }
}
