//! A provider whose e-mail addresses are trusted.

use super::{PROVIDER, logs_in};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/trust-email",
    severity: Severity::Info,
    title: "E-mail addresses from an identity provider count as verified",
    why: "Keycloak marks the address from the provider as verified without sending a mail to it. Applications that \
          identify users by a verified address open the account of whoever has it. That is right for a provider that \
          assigns addresses to its users, such as a company's own, and wrong if users enter an address themselves. If \
          a provider sends no `email_verified` claim, every address is trusted.",
    fix: "set `trustEmail` to `false`, unless the provider assigns or verifies the addresses of its users",
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
        report.at(provider, &["trustEmail"], "e-mail addresses from the provider count as verified");
    }
}
