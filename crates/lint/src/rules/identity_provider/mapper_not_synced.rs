//! A mapper whose rights stay after the provider revokes them.

use super::sync::{Lag, all, mode};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/mapper-not-synced",
    severity: Severity::Warning,
    title: "A mapper applies what the identity provider says only at the first login",
    why: "In the sync mode `IMPORT`, a mapper that grants a role or a group based on a claim runs only at the user's \
          first login. If the provider later removes the claim, because the person changed teams or was let go, the \
          role stays here until somebody revokes it by hand; a user who gets the claim later never gets the role. \
          `LEGACY` does the same for some mappers; for others it revokes roles but does not grant them. If no rights \
          stay behind, the finding is a note. Mappers that inherit the provider's mode are reported once, at the \
          provider; mappers that give all users the same are not reported.",
    fix: "set `syncMode` in the mapper's `config` to `FORCE`; `INHERIT` uses the provider's mode",
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
            told.and_at("a mapper that inherits the mode", &place).severity(severity(lag));
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
        Lag::RightsStay => "rights stay after the provider revokes them",
        Lag::RightsDoNotCome => "rights that the provider grants later are not granted here",
        Lag::DataStays => "imported data is not updated when it changes at the provider",
    };
    format!("the sync mode of the mapper `{name}`{more} is `{mode}`: {what}")
}
