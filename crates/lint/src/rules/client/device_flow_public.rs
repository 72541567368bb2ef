//! Public clients with the device flow enabled.

use super::{CLIENT, DEVICE, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "client/device-flow-public",
    severity: Severity::Info,
    title: "Public client with the device flow enabled",
    why: "In the device flow, whoever starts the login receives the tokens of the user who enters the code. Anyone can \
          start one as a public client. Attackers do so and send the code to a victim; no page of the real application \
          is involved.",
    fix: "set the attribute `oauth2.device.authorization.grant.enabled` to `false`, unless a device without a browser \
          needs it",
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
        report.at(
            client,
            DEVICE,
            "the device flow is enabled on a public client, so anyone can start a login on another device",
        );
    }
}
