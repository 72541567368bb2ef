//! A SAML provider that is asked to respond in a URL.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/saml-redirect-binding",
    severity: Severity::Warning,
    title: "A SAML provider is asked to send its response in a URL",
    why: "Keycloak requests the redirect binding if neither POST nor artifact is enabled. The assertion is then part \
          of a URL, which stays in the browser history, in server and proxy logs and in referrers, and an assertion \
          with many attributes is too long for a URL. The SAML Web Browser SSO Profile does not allow this binding for \
          a response, so many providers refuse it or use another one.",
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
        report.at(provider, &["config", safe[0]], "the provider is asked to send the assertion in a URL");
    }
}
