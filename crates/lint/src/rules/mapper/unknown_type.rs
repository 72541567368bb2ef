//! Mappers of a type that Keycloak does not have.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;
use realmform_model::words::nearest;

pub(super) const RULE: Rule = Rule {
    code: "mapper/unknown-type",
    severity: Severity::Info,
    title: "Mapper type unknown to Keycloak 26",
    why: "Keycloak 26 has no mapper of this type: it was removed, is misspelled, or comes from an extension. A server \
          without the type ignores the mapper, and the claim is missing from tokens.",
    fix: "correct `protocolMapper`, or install the extension on every server that the realm is deployed to",
    links: &[LINK],
    check: Check::Each(MAPPER, check),
    bad: &[r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-usermodel-atribute-mapper"}]}]}"#],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-usermodel-attribute-mapper", "config": {"user.attribute": "email"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m", "protocolMapper": "script-x.js"}]}]}"#,
    ],
};

/// The mapper types of Keycloak 26.7.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "docker-v2-allow-all-mapper",
    "oid4vc-context-mapper", "oid4vc-generated-id-mapper", "oid4vc-issued-at-time-claim-mapper",
    "oid4vc-static-claim-mapper", "oid4vc-subject-id-mapper", "oid4vc-target-role-mapper",
    "oid4vc-user-attribute-mapper", "oid4vc-vc-type-mapper",
    "oidc-acr-mapper", "oidc-address-mapper", "oidc-allowed-origins-mapper", "oidc-amr-mapper",
    "oidc-audience-mapper", "oidc-audience-resolve-mapper", "oidc-claims-param-token-mapper",
    "oidc-claims-param-value-idtoken-mapper", "oidc-full-name-mapper", "oidc-group-membership-mapper",
    "oidc-hardcoded-claim-mapper", "oidc-hardcoded-role-mapper", "oidc-nonce-backwards-compatible-mapper",
    "oidc-organization-group-membership-mapper", "oidc-organization-membership-mapper",
    "oidc-parameterized-scope-mapper", "oidc-parameterized-scope-user-property-mapper", "oidc-role-name-mapper",
    "oidc-session-state-mapper", "oidc-sha256-pairwise-sub-mapper", "oidc-sub-mapper",
    "oidc-usermodel-attribute-mapper", "oidc-usermodel-client-role-mapper", "oidc-usermodel-property-mapper",
    "oidc-usermodel-realm-role-mapper", "oidc-usersessionmodel-note-mapper",
    "saml-audience-mapper", "saml-audience-resolve-mapper", "saml-authn-context-class-ref-mapper",
    "saml-group-membership-mapper", "saml-hardcode-attribute-mapper", "saml-hardcode-role-mapper",
    "saml-organization-group-membership-mapper", "saml-organization-membership-mapper", "saml-role-list-mapper",
    "saml-role-name-mapper", "saml-user-attribute-mapper", "saml-user-attribute-nameid-mapper",
    "saml-user-property-mapper", "saml-user-session-note-mapper",
];

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    let Some(provider) = mapper.text(TYPE) else { return };
    if KNOWN.contains(&provider) || provider.starts_with("script-") || power::is_off(context, mapper) {
        return;
    }
    let message = format!("`{provider}` is not a mapper type of Keycloak 26");
    let told = report.at(mapper, TYPE, message);
    if let Some(near) = nearest(provider, KNOWN.iter().copied()) {
        told.help(format!("did you mean `{near}`? Otherwise {}", RULE.fix));
    }
}
