//! A mapper whose rights stay when the provider takes them back.

use super::sync::{Synced, all, gives_rights, inherits, mode};
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Subject, Told};

pub const RULE: Rule = Rule {
    code: "identity-provider/mapper-not-synced",
    severity: Severity::Warning,
    title: "A mapper takes over what a provider says at the first login only",
    why: "A mapper that gives a role or a group by a claim gives it once, at the user's first login, unless its sync mode is \
          `FORCE`. When the provider takes the claim away, because the person changed teams or was let go of, the role \
          stays here until somebody takes it by hand; and who gets the claim later never gets the role. For mappers of \
          other data it is a hint. Mappers that have the provider's mode are told of once, at the provider; one that gives \
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
    for Synced { provider, mappers } in all(context) {
        let (inheriting, own): (Vec<&Subject>, Vec<&Subject>) = mappers.iter().partition(|mapper| inherits(mapper));
        if !inheriting.is_empty() && mode(provider) != "FORCE" {
            let message = format!("its sync mode is `{}`, so {}", mode(provider), what_stays(&inheriting));
            let told = report.at(provider, &["config", "syncMode"], message);
            rate(told.and_at("a mapper of it", &inheriting[0].place(&[])), &inheriting);
        }
        for mapper in own.into_iter().filter(|mapper| mode(mapper) != "FORCE") {
            let message = format!("its sync mode is `{}`, so {}", mode(mapper), what_stays(&[mapper]));
            rate(report.at(mapper, &["config", "syncMode"], message), &[mapper]);
        }
    }
}

/// Mappers that give no rights are a hint only.
fn rate(told: Told, mappers: &[&Subject]) {
    if !mappers.iter().any(|mapper| gives_rights(mapper)) {
        told.severity(Severity::Info);
    }
}

fn what_stays(mappers: &[&Subject]) -> String {
    let (giving, others): (Vec<&Subject>, Vec<&Subject>) = mappers.iter().partition(|mapper| gives_rights(mapper));
    let (what, of) = if giving.is_empty() { ("data", others) } else { ("rights", giving) };
    let name = of.first().and_then(|mapper| mapper.text(&["name"])).unwrap_or_default();
    let more = if of.len() > 1 { format!(" and {} more", of.len() - 1) } else { String::new() };
    format!("{what} from the mapper `{name}`{more} stay when the provider changes them")
}
