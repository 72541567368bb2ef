//! A SAML provider whose assertions need no signature of their own.

use super::{PROVIDER, is_checked, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/saml-assertion-unsigned",
    severity: Severity::Warning,
    title: "Assertions of a SAML provider need no signature of their own",
    why: "A signature anywhere in the response is then enough. Attacks that wrap one document in another put an assertion of \
          their own beside what was signed, and all that holds them off is that the part which is checked and the part \
          which is read are the same. A signature of the assertion itself leaves no such gap. Where no signature is \
          checked at all, `identity-provider/saml-unsigned` tells of it.",
    fix: "set `wantAssertionsSigned` in the provider's `config` to `true`, and have the provider sign its assertions",
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
        report.at(provider, &["config", "wantAssertionsSigned"], "its assertions need no signature of their own");
    }
}
