//! A provider whose changes of a user do not arrive.

use super::sync::mode;
use super::{PROVIDER, logs_in};
use crate::finding::Severity;
use crate::rule::{Check, Context, Report, Rule, Subject};

pub const RULE: Rule = Rule {
    code: "identity-provider/not-synced",
    severity: Severity::Info,
    title: "What changes at a provider after the first login does not arrive",
    why: "Keycloak copies the user's name and e-mail address at the first login. Where the sync mode is not `FORCE`, a new \
          name, or an address that the user lost and somebody else now has, stays as it was. It is Keycloak's default, and \
          right where users or admins change such data here, so this is a hint. What mappers do with rights is told by \
          `identity-provider/mapper-not-synced`.",
    fix: "set `syncMode` in the provider's `config` to `FORCE`, if the provider knows best",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_general-idp-config",
        "https://www.keycloak.org/docs/latest/server_admin/#_mappers",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"syncMode": "IMPORT"}}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "p", "providerId": "saml"}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "p", "providerId": "oidc", "config": {"syncMode": "FORCE"}},
            {"alias": "s", "providerId": "spiffe"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let mode = mode(provider);
    if mode != "FORCE" && logs_in(provider) {
        let message = format!("its sync mode is `{mode}`: what changes there after the first login does not arrive");
        report.at(provider, &["config", "syncMode"], message);
    }
}
