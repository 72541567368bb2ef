//! A mapper whose rights stay when the provider takes them back.

use std::collections::BTreeMap;

use super::logs_in;
use super::sync::{effective, gives_rights, is_constant, mode};
use crate::finding::Severity;
use crate::rule::{Check, Context, Part, Report, Rule, Subject};

pub const RULE: Rule = Rule {
    code: "identity-provider/mapper-not-synced",
    severity: Severity::Warning,
    title: "A mapper takes over what a provider says at the first login only",
    why: "A mapper that gives a role or a group by a claim gives it once, at the user's first login, unless its sync mode is \
          `FORCE`. When the provider takes the claim away, because the person changed teams or was let go of, the role \
          stays here until somebody takes it by hand; and who gets the claim later never gets the role. For mappers of \
          other data it is a hint. A mapper that gives all users the same is not meant.",
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
    let named = |provider: &&'_ Subject| logs_in(provider);
    let providers: BTreeMap<&str, &Subject> = context
        .parts_of(Part::IdentityProvider)
        .filter(named)
        .filter_map(|provider| Some((provider.text(&["alias"])?, provider)))
        .collect();
    for mapper in context.parts_of(Part::IdentityProviderMapper).filter(|mapper| !is_constant(mapper)) {
        let alias = mapper.text(&["identityProviderAlias"]).unwrap_or_default();
        let Some(provider) = providers.get(alias) else { continue };
        let effective = effective(mapper, mode(provider));
        if effective == "FORCE" {
            continue;
        }
        let gives_rights = gives_rights(mapper);
        let what = if gives_rights { "the rights that it gives stay" } else { "what it takes over stays" };
        let told = report
            .at(
                mapper,
                &["config", "syncMode"],
                format!("{what} when `{alias}` changes them: its sync mode is `{effective}`"),
            )
            .and_at("the provider", &provider.place(&["config", "syncMode"]));
        if !gives_rights {
            told.severity(Severity::Info);
        }
    }
}
