//! A SAML provider that is asked to answer in the address of a page.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/saml-redirect-binding",
    severity: Severity::Warning,
    title: "A SAML provider is asked to answer in the address of a page",
    why: "Keycloak asks for the redirect binding where neither POST nor artifact is on. The assertion then stands in an \
          address, which stays in the history, in logs of servers and proxies, and in referrers, and an assertion with \
          many attributes is too long for it. The SAML profile for browsers does not allow that binding for a response, \
          so many providers refuse or answer otherwise.",
    fix: "set `postBindingResponse` in the provider's `config` to `true`",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-profiles-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {
            "postBindingResponse": "false", "postBindingAuthnRequest": "true"}}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "saml", "config": {"postBindingResponse": "true"}},
            {"alias": "b", "providerId": "saml", "config": {"artifactBindingResponse": "true"}},
            {"alias": "c", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let safe = ["postBindingResponse", "artifactBindingResponse"];
    if is_saml(provider) && !safe.iter().any(|key| config::is_on(provider, key)) {
        report.at(provider, &["config", safe[0]], "it is asked to answer with an address that holds the assertion");
    }
}
