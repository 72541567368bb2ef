//! A SAML client whose assertions are valid for long.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "saml/long-assertion",
    severity: Severity::Warning,
    title: "The assertions for a SAML client are valid for more than an hour",
    why: "An assertion is used once, seconds after it was made; how long the user stays logged in is told by the session, not \
          by the assertion. For as long as it is valid it logs in whoever holds it: from a log, a shared machine, a \
          crash report. It cannot be taken back, not even by switching the user off.",
    fix: "take the attribute `saml.assertion.lifespan` (seconds) away, or set some minutes",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-sec-consider-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_client-saml-configuration",
    ],
    check: Check::Each(CLIENT, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "sp", "protocol": "saml", "attributes": {
            "saml.assertion.lifespan": "3601"}}]}"#],
    good: &[r#"{"realm": "r", "clients": [
            {"clientId": "sp", "protocol": "saml", "attributes": {"saml.assertion.lifespan": "3600"}},
            {"clientId": "other", "protocol": "saml", "attributes": {"saml.assertion.lifespan": ""}},
            {"clientId": "third", "protocol": "saml"}]}"#],
};

const LIFESPAN: &[&str] = &["attributes", "saml.assertion.lifespan"];

/// Seconds.
const MOST: i64 = 3600;

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    if let Some(seconds) = client.int_or(LIFESPAN, 0).filter(|seconds| *seconds > MOST) {
        report.at(client, LIFESPAN, format!("its assertions are valid for {seconds} seconds"));
    }
}
