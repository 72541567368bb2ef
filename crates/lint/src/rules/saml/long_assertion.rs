//! SAML clients whose assertions are valid for a long time.

use super::{CLIENT, is_judged};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "saml/long-assertion",
    severity: Severity::Warning,
    title: "SAML assertions valid for more than an hour",
    why: "An assertion is used once, seconds after it is issued; the session decides how long the user stays logged \
          in, not the assertion. While it is valid, it logs in anyone who has it, for example from a log, a shared \
          machine or a crash report. It cannot be revoked, not even by disabling the user.",
    fix: "remove the attribute `saml.assertion.lifespan` (in seconds), or set it to a few minutes",
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

/// In seconds.
const MOST: i64 = 3600;

fn check(client: &Subject, _: &Context, report: &mut Report) {
    if !is_judged(client) {
        return;
    }
    if let Some(seconds) = client.int_or(LIFESPAN, 0).filter(|seconds| *seconds > MOST) {
        report.at(client, LIFESPAN, format!("assertions are valid for {seconds} seconds"));
    }
}
