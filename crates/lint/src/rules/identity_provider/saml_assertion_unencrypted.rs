//! A SAML provider whose assertions may be unencrypted.

use super::{PROVIDER, is_saml};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/saml-assertion-unencrypted",
    severity: Severity::Info,
    title: "Assertions of a SAML provider may be unencrypted",
    why: "The assertion passes through the user's browser. Browser extensions and TLS-inspecting proxies can read what \
          the provider says about the user, and can use the assertion before the user does. Many providers do not \
          encrypt, and Keycloak does not require it by default, so this is only a note. With the artifact binding, no \
          assertion passes through the browser.",
    fix: "set `wantAssertionsEncrypted` in the provider's `config` to `true`, and give the provider the realm's public \
          key",
    links: &[
        "https://docs.oasis-open.org/security/saml/v2.0/saml-sec-consider-2.0-os.pdf",
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml"}]}"#],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "a", "providerId": "saml", "config": {"wantAssertionsEncrypted": "true"}},
            {"alias": "b", "providerId": "saml", "config": {"artifactBindingResponse": "true"}},
            {"alias": "c", "providerId": "oidc"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let safe = ["wantAssertionsEncrypted", "artifactBindingResponse"];
    if is_saml(provider) && !safe.iter().any(|key| config::is_on(provider, key)) {
        report.at(provider, &["config", safe[0]], "assertions may pass through the browser unencrypted");
    }
}
