//! A provider whose changes of a user do not arrive.

use super::sync::{all, mode};
use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "identity-provider/not-synced",
    severity: Severity::Info,
    title: "What changes at a provider after the first login does not arrive",
    why: "Keycloak copies the user's name and e-mail address at the first login. Where the sync mode is not `FORCE`, a new \
          name, or an address that the user lost and somebody else now has, stays as it was. It is Keycloak's default, and \
          right where users or admins change such data here, so this is a hint. Where mappers lag for the same reason, \
          `identity-provider/mapper-not-synced` tells of it.",
    fix: "set `syncMode` in the provider's `config` to `FORCE`, if the provider knows best",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_general-idp-config",
        "https://www.keycloak.org/docs/latest/server_admin/#_mappers",
    ],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "IMPORT"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml"}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "identityProviders": [
            {"alias": "p", "providerId": "oidc", "config": {"syncMode": "FORCE"}},
            {"alias": "s", "providerId": "spiffe"}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "IMPORT"}}],
            "identityProviderMappers": [{"name": "m", "identityProviderAlias": "p",
                "identityProviderMapper": "oidc-role-idp-mapper", "config": {"syncMode": "INHERIT", "role": "staff"}}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for synced in all(context) {
        let mode = mode(synced.provider);
        // What its mappers have of it is told by `identity-provider/mapper-not-synced`.
        if mode != "FORCE" && synced.inherited().is_none() {
            let message = format!("its sync mode is `{mode}`: a new name or address there does not arrive here");
            report.at(synced.provider, &["config", "syncMode"], message);
        }
    }
}
