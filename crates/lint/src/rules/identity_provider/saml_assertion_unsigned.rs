//! A SAML provider whose assertions need no signature of their own.

use super::{PROVIDER, is_checked, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/saml-assertion-unsigned",
    severity: Severity::Warning,
    title: "Assertions of a SAML provider are accepted without a signature of their own",
    why: "A signature anywhere in the response is then enough. Signature wrapping attacks place a forged assertion \
          next to the signed part, and the only defense left is that Keycloak reads exactly the part that it \
          validated. A signature on the assertion itself closes this gap. If no signature is validated at all, \
          `identity-provider/saml-unsigned` reports it.",
    fix: "set `wantAssertionsSigned` in the provider's `config` to `true`, and let the provider sign its assertions",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "true"}}]}"#],
    good: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "true", "wantAssertionsSigned": "true"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "false"}}, {"alias": "o", "providerId": "oidc"}]}"#,
    ],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_saml(provider) && is_checked(provider) && !config::is_on(provider, "wantAssertionsSigned") {
        report.at(
            provider,
            &["config", "wantAssertionsSigned"],
            "assertions are accepted without a signature of their own",
        );
    }
}
