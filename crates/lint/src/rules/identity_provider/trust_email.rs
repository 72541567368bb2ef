//! A provider whose e-mail addresses are believed.

use super::{PROVIDER, logs_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/trust-email",
    severity: Severity::Info,
    title: "E-mail addresses from a provider count as verified",
    why: "What the provider says is the user's address is then verified here, though nobody sent a mail to it. Applications \
          that know users by a verified address open the account of whoever has it. That is right for a provider that \
          gives its users their addresses, such as a company's own, and wrong where users enter an address themselves: \
          of a provider that sends no `email_verified`, every address is believed.",
    fix: "set `trustEmail` to false, unless the provider owns or verifies the addresses of its users",
    links: &[
        "https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability",
        "https://www.keycloak.org/docs/latest/server_admin/#_general-idp-config",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "trustEmail": true}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "oidc", "trustEmail": false}, {"alias": "b", "providerId": "saml"},
            {"alias": "c", "providerId": "saml", "trustEmail": true, "enabled": false}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if logs_in(provider) && provider.is(&["trustEmail"]) {
        report.at(provider, &["trustEmail"], "an e-mail address that it names counts as verified here");
    }
}
