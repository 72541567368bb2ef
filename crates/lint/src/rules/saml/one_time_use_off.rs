//! A SAML client whose assertions do not say that they are for one use.

use super::{CLIENT, is_judged, is_off};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/one-time-use-off",
    severity: Severity::Info,
    title: "The assertions for a SAML client may be used again",
    why: "An assertion that somebody reads on its way, or finds in a log, logs them in for as long as it is valid, unless the \
          application remembers which it has seen. The condition `OneTimeUse` tells the application to use it at once and \
          not to keep it. Keycloak leaves it out by default, and the profile for browsers asks applications to watch for \
          a second use anyway, so this is a hint.",
    fix: "set the attribute `saml.onetimeuse.condition` to `true`, if the application keeps to it",
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
        report.at(client, CONDITION, "its assertions do not say that they are for one use only");
    }
}
