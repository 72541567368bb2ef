//! A SAML provider that receives unsigned requests.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/saml-request-unsigned",
    severity: Severity::Info,
    title: "Requests to a SAML provider are not signed",
    why: "The provider cannot tell Keycloak's requests from forged ones, so anyone can start logins that no user asked \
          for, with options that Keycloak did not choose. Logout requests are not signed either, and many providers \
          refuse those, so users stay logged in there. Responses are validated all the same, so this is only a note.",
    fix: "set `wantAuthnRequestsSigned` in the provider's `config` to `true`, and give the provider the realm's \
          certificate",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "wantAuthnRequestsSigned": "false"}}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "p", "providerId": "saml", "config": {"wantAuthnRequestsSigned": "true"}},
            {"alias": "o", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_saml(provider) && !config::is_on(provider, "wantAuthnRequestsSigned") {
        report.at(
            provider,
            &["config", "wantAuthnRequestsSigned"],
            "login and logout requests to the provider are not signed",
        );
    }
}
