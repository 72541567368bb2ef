//! A token for everybody.

use super::{LINK, MAPPER, TYPE};
use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::power;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "mapper/wildcard-audience",
    severity: Severity::Warning,
    title: "A token is said to be for everybody",
    why: "The audience says which service may accept a token. With a wildcard each service that knows it accepts the \
          token, so one of them that is broken into, or that is not honest, uses its callers' tokens at all the others. \
          Services that do not know a wildcard refuse the token.",
    fix: "name the services one by one, with an audience mapper for each, in a client scope that is asked for",
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
        report.at(mapper, CUSTOM, format!("the audience `{audience}` is for more than one service"));
    }
}
