//! A provider whose changes to user data are not applied.

use super::sync::{all, mode};
use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/not-synced",
    severity: Severity::Info,
    title: "User data from an identity provider is imported only at the first login",
    why: "Keycloak copies the user's name and e-mail address at the first login. Unless the sync mode is `FORCE`, a \
          new name, or an address that the user lost and somebody else now has, is never updated. This is Keycloak's \
          default, and right if users or administrators change such data here, so it is only a note. If mappers lag \
          for the same reason, `identity-provider/mapper-not-synced` reports it instead.",
    fix: "set `syncMode` in the provider's `config` to `FORCE` if the provider is the authoritative source",
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
        // `identity-provider/mapper-not-synced` reports mappers that inherit the mode.
        if mode != "FORCE" && synced.inherited().is_none() {
            let message =
                format!("the sync mode is `{mode}`: names and addresses that change at the provider are not updated");
            report.at(synced.provider, &["config", "syncMode"], message);
        }
    }
}
