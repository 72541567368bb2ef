//! A provider whose expired tokens are taken for long.

use super::{PROVIDER, is_oidc, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/clock-skew",
    severity: Severity::Warning,
    title: "Tokens and assertions of a provider are taken long after they expired",
    why: "The allowed clock skew is added to the life of every token and assertion. It is meant for clocks that differ by \
          seconds. Each minute more is a minute in which what was found in a log or a history still logs its finder in. A \
          server that is minutes off needs its clock set.",
    fix: "set `allowedClockSkew` (seconds) in the provider's `config` to 60 or less",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "allowedClockSkew": "3600"}}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {"allowedClockSkew": "300"}},
            {"alias": "b", "providerId": "oidc", "config": {"allowedClockSkew": ""}}]}"#],
};

/// Seconds.
const MOST: i64 = 300;

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_oidc(provider) && !is_saml(provider) {
        return;
    }
    if let Some(seconds) = config::int(provider, "allowedClockSkew").filter(|seconds| *seconds > MOST) {
        let message = format!("what it signs is taken for {seconds} seconds after it expired");
        report.at(provider, &["config", "allowedClockSkew"], message);
    }
}
