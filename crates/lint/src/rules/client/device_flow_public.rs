//! The device flow of a public client.

use super::{CLIENT, DEVICE, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "client/device-flow-public",
    severity: Severity::Info,
    title: "Anybody can start a login on another device as the client",
    why: "The device flow lets who starts it receive the tokens of who types the code in. Attackers start it and send \
          the code to a victim, and no page of the real application takes part.",
    fix: "switch `oauth2.device.authorization.grant.enabled` off where no device without a browser needs it",
    links: &["https://www.rfc-editor.org/rfc/rfc8628#section-5.4"],
    check: Check::Each(CLIENT, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "shop", "publicClient": true, "attributes": {"oauth2.device.authorization.grant.enabled": "false"}}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "shop", "attributes": {"oauth2.device.authorization.grant.enabled": "true"}}]}"#,
    ],
};

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && client.is(&["publicClient"]) && client.is(DEVICE) {
        report.at(client, DEVICE, "anybody can start a login on another device with it");
    }
}
