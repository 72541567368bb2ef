//! Clients with direct access grants (the password grant).

use super::{CLIENT, is_in_use};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/direct-grants",
    severity: Severity::Warning,
    title: "Direct access grants (password grant) enabled",
    why: "The application sees every user's password, and users learn to type it anywhere. The second factor, identity \
          providers and captcha of the login page do not apply. On a public client, anyone can try passwords without a \
          page in between. RFC 9700 forbids the grant.",
    fix: "set `directAccessGrantsEnabled` to `false` and send users to the login page",
    links: &["https://www.rfc-editor.org/rfc/rfc9700#section-2.4"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "directAccessGrantsEnabled": true, "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "directAccessGrantsEnabled": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "account-console", "directAccessGrantsEnabled": true, "publicClient": true}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "admin-cli", "directAccessGrantsEnabled": true, "publicClient": true}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "directAccessGrantsEnabled": false}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    // Keycloak makes its command line so, and it has no other way to log in.
    let is_command_line = client.built_in && client.name.name == "admin-cli";
    if is_in_use(client) && !is_command_line && client.is(&["directAccessGrantsEnabled"]) && !client.is(&["bearerOnly"])
    {
        let whose = if client.is(&["publicClient"]) {
            "anyone can try passwords against this public client"
        } else {
            "the client sees its users' passwords"
        };
        report.at(client, &["directAccessGrantsEnabled"], format!("direct access grants are enabled: {whose}"));
    }
}
