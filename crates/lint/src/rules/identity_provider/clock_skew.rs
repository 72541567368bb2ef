//! A provider whose tokens are accepted long after they expire.

use super::{PROVIDER, is_oidc, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/clock-skew",
    severity: Severity::Warning,
    title: "Tokens and assertions of an identity provider are accepted long after they expire",
    why: "The allowed clock skew extends the lifetime of every token and assertion. It is meant for clocks that differ \
          by seconds. For each additional minute, a token found in a log or a browser history still logs its finder \
          in. If a server's clock is off by minutes, correct the clock.",
    fix: "set `allowedClockSkew` (seconds) in the provider's `config` to 60 or less",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "allowedClockSkew": "3600"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {
            "allowedClockSkew": "301"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "config": {"allowedClockSkew": "300"}},
            {"alias": "b", "providerId": "oidc", "config": {"allowedClockSkew": ""}}]}"#],
};

/// The largest acceptable clock skew, in seconds.
const MOST: i64 = 300;

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if !is_oidc(provider) && !is_saml(provider) {
        return;
    }
    if let Some(seconds) = config::int(provider, "allowedClockSkew").filter(|seconds| *seconds > MOST) {
        let message = format!("tokens and assertions are accepted for {seconds} seconds after they expire");
        report.at(provider, &["config", "allowedClockSkew"], message);
    }
}
