//! SAML clients whose assertions lack the `OneTimeUse` condition.

use super::{CLIENT, is_judged, is_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/one-time-use-off",
    severity: Severity::Info,
    title: "SAML assertions without the `OneTimeUse` condition",
    why: "Anyone who intercepts an assertion, or finds one in a log, can log in with it while it is valid, unless the \
          application remembers which assertions it has seen. The condition `OneTimeUse` instructs the application to \
          use the assertion at once and not to keep it. Keycloak omits it by default, and the SAML browser profile \
          requires applications to detect replays anyway, so the severity is `info`.",
    fix: "set the attribute `saml.onetimeuse.condition` to `true` if the application supports it",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-core-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {}}]}"#],
    good: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.onetimeuse.condition": "true"}}, {"clientId": "site"}]}"#],
};

const CONDITION: &[&str] = &["attributes", "saml.onetimeuse.condition"];

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if is_judged(client) && is_off(client, CONDITION) {
        report.at(client, CONDITION, "assertions do not have the `OneTimeUse` condition");
    }
}
