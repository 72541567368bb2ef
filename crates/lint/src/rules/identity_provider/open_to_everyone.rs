//! A provider that accepts every Google or Microsoft account.

use super::{PROVIDER, is_enabled, provider_id};
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/open-to-everyone",
    severity: Severity::Info,
    title: "Anyone with a Google or Microsoft account can log in",
    why: "Without a hosted domain or a tenant, the provider accepts every account, and the first login creates a user \
          with the realm's default roles, even if registration is off. That is right for a public site. In a company's \
          realm it lets strangers in, and addresses of another tenant may look like the company's own.",
    fix: "set `hostedDomain` (Google) or `tenantId` (Microsoft) in the provider's `config` if only your own users \
          should log in",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#_identity_broker_first_login",
        "https://www.keycloak.org/docs/latest/server_admin/#_disabling_automatic_user_creation",
    ],
    check: Check::Each(PROVIDER, check),
    bad: &[
        r#"{"realm": "r", "identityProviders": [{"alias": "google", "providerId": "google"}]}"#,
        r#"{"realm": "r", "identityProviders": [{"alias": "ms", "providerId": "microsoft", "config": {
            "tenantId": "common"}}]}"#,
    ],
    good: &[r#"{"realm": "r", "identityProviders": [
            {"alias": "google", "providerId": "google", "config": {"hostedDomain": "shop.example"}},
            {"alias": "ms", "providerId": "microsoft", "config": {"tenantId": "5c9f"}},
            {"alias": "old", "providerId": "google", "linkOnly": true}, {"alias": "hub", "providerId": "github"}]}"#],
};

fn check(provider: &Subject, _: &Context, report: &mut Report) {
    let (key, all): (&str, &[&str]) = match provider_id(provider) {
        "google" => ("hostedDomain", &["*"]),
        "microsoft" => ("tenantId", &["common", "organizations", "consumers"]),
        _ => return,
    };
    let is_open = config::text(provider, key).is_none_or(|named| all.contains(&named));
    if is_open && is_enabled(provider) && !provider.is(&["linkOnly"]) {
        report.at(
            provider,
            &["config", key],
            format!("`{key}` does not restrict who can log in, so anyone with an account at the provider can"),
        );
    }
}
