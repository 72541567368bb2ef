//! A SAML provider whose signatures are not validated.

use super::{PROVIDER, is_checked, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/saml-unsigned",
    severity: Severity::Error,
    title: "Response signatures of a SAML provider are not validated",
    why: "The response comes through the user's browser, so its sender can write anything into it. Anyone can forge a \
          response with the name of a linked user, post it to Keycloak, and be logged in as that user in every \
          application of the realm. `wantAssertionsSigned` does not help: it requires a signature, but nothing checks \
          whether that signature is valid.",
    fix: "set `validateSignature` in the provider's `config` to `true`, with the provider's certificate in \
          `signingCertificate`, or with `useMetadataDescriptorUrl` and `metadataDescriptorUrl`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "false", "wantAssertionsSigned": "true"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "validateSignature": "true"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "enabled": false}]}"#,
    ],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    if is_saml(provider) && !is_checked(provider) {
        let message = "response signatures are not validated, so anyone can forge a login";
        report.at(provider, &["config", "validateSignature"], message);
    }
}
