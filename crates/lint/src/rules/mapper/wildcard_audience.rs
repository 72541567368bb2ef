//! Audience mappers with a wildcard.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "mapper/wildcard-audience",
    severity: Severity::Warning,
    title: "Wildcard in the token audience",
    why: "The audience names the services that may accept a token. With a wildcard, every service that supports \
          wildcards accepts the token, so a compromised or dishonest service can use its callers' tokens at all the \
          others. Services that do not support wildcards reject the token.",
    fix: "name each service in an audience mapper of its own, in a client scope that clients request",
    links: &[
        "https://www.rfc-editor.org/rfc/rfc9700#section-2.3",
        "https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3",
        "https://www.keycloak.org/docs/latest/server_admin/#_audience_hardcoded",
        LINK,
    ],
    check: Check::Each(MAPPER, check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-audience-mapper", "config": {"included.custom.audience": "*"}}]}]}"#,
        r#"{"realm": "r", "clientScopes": [{"name": "a", "protocolMappers": [{"name": "m", "protocolMapper":
            "oidc-audience-mapper", "config": {"included.custom.audience": "https://*.example.com"}}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "api"}, {"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-audience-mapper", "config": {"included.client.audience": "api"}}]}]}"#,
        r#"{"realm": "r", "clients": [{"clientId": "a", "protocolMappers": [{"name": "m",
            "protocolMapper": "oidc-audience-mapper", "config": {"included.custom.audience": "https://api.example.com"}}]}]}"#,
    ],
};

fn check(mapper: &Subject, context: &Context, report: &mut Report) {
    if !matches!(mapper.text(TYPE), Some("oidc-audience-mapper" | "saml-audience-mapper")) {
        return;
    }
    const CUSTOM: &[&str] = &["config", "included.custom.audience"];
    if let Some(audience) = mapper.text(CUSTOM).filter(|audience| audience.contains('*'))
        && !power::is_off(context, mapper)
    {
        report.at(mapper, CUSTOM, format!("the audience `{audience}` covers more than one service"));
    }
}
