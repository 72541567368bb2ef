//! A mapper whose rights stay when the provider takes them back.

use super::sync::{Lag, all, mode};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/mapper-not-synced",
    severity: Severity::Warning,
    title: "A mapper takes over what a provider says at the first login only",
    why: "In the sync mode `IMPORT` a mapper that gives a role or a group by a claim looks once, at the user's first login. When the provider takes the claim away, because the person changed teams or was let go of, the role \
          stays here until somebody takes it by hand; and who gets the claim later never gets the role. `LEGACY` is the \
          same for some mappers, and takes roles back but does not give them for others. Where no rights stay it is a hint. Mappers that have the provider's mode are told of once, at the provider; one that gives \
          all users the same is not meant.",
    fix: "set `syncMode` to `FORCE` in the mapper's `config`; `INHERIT` takes that of the provider",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_mappers"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "IMPORT"}}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "oidc-role-idp-mapper", "config": {"syncMode": "INHERIT", "role": "staff"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml", "config": {"syncMode": "FORCE"}}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "saml-user-attribute-idp-mapper", "config": {"syncMode": "IMPORT"}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "FORCE"}}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "oidc-role-idp-mapper", "config": {"syncMode": "INHERIT", "role": "staff"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "IMPORT"}}],
            "identityProviderMappers": [
                {"name": "m", "identityProviderAlias": "p", "identityProviderMapper": "oidc-role-idp-mapper",
                    "config": {"syncMode": "FORCE", "role": "staff"}},
                {"name": "all", "identityProviderAlias": "p",
                    "identityProviderMapper": "oidc-hardcoded-role-idp-mapper", "config": {"syncMode": "INHERIT"}}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for synced in all(context) {
        if let Some((lag, mappers)) = synced.inherited() {
            let message = message(mode(synced.provider), lag, &mappers);
            let told = report.at(synced.provider, &["config", "syncMode"], message);
            let place = mappers.first().map(|mapper| mapper.place(&[])).unwrap_or_default();
            told.and_at("a mapper that has its mode", &place).severity(severity(lag));
        }
        for (lag, mapper) in synced.own() {
            let message = message(mode(mapper), lag, &[mapper]);
            report.at(mapper, &["config", "syncMode"], message).severity(severity(lag));
        }
    }
}

fn severity(lag: Lag) -> Severity {
    if lag == Lag::RightsStay { Severity::Warning } else { Severity::Info }
}

fn message(mode: &str, lag: Lag, mappers: &[&Subject]) -> String {
    let name = mappers.first().and_then(|mapper| mapper.text(&["name"])).unwrap_or_default();
    let more = if mappers.len() > 1 { format!(" and {} more", mappers.len() - 1) } else { String::new() };
    let what = match lag {
        Lag::RightsStay => "the rights that it gave stay when the provider takes them back",
        Lag::RightsDoNotCome => "the rights that the provider gives later do not come",
        Lag::DataStays => "what it took over stays when the provider changes it",
    };
    format!("the sync mode of the mapper `{name}`{more} is `{mode}`: {what}")
}
