//! A provider for a domain that its organization does not have.

use std::collections::BTreeMap;

use super::is_enabled;
use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule, Subject, config};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "identity-provider/domain-of-nobody",
    severity: Severity::Warning,
    title: "An identity provider is assigned a domain that its organization does not have",
    why: "Keycloak sends a user who enters an e-mail address to the identity provider of the organization that has the \
          domain. If the organization does not have the domain, nobody is sent to the provider: users see a password \
          form, or cannot log in at all. If another organization takes the domain, its users are not sent to this \
          provider either.",
    fix: "set `kc.org.domain` in the provider's `config` to one of the organization's domains, or to `ANY`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_managing_identity_provider_"],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "organizations": [{"id": "1", "name": "o", "domains": [{"name": "o.example"}],
            "identityProviders": [{"alias": "p"}]}],
            "identityProviders": [{"alias": "p", "providerId": "oidc", "config": {"kc.org.domain": "other.example"}}]}"#],
    good: &[r#"{"realm": "r", "organizations": [{"id": "1", "name": "o", "domains": [{"name": "o.example"}],
            "identityProviders": [{"alias": "p"}, {"alias": "any"}, {"alias": "none"}]}],
            "identityProviders": [
                {"alias": "p", "providerId": "oidc", "config": {"kc.org.domain": "O.example"}},
                {"alias": "any", "providerId": "oidc", "config": {"kc.org.domain": "ANY"}},
                {"alias": "none", "providerId": "oidc"},
                {"alias": "of-nobody", "providerId": "oidc", "config": {"kc.org.domain": "other.example"}}]}"#],
};

fn check(context: &Context, report: &mut Report) {
    let organizations = by_provider(context);
    for provider in context.of_kind(names::IDENTITY_PROVIDER).map(|(_, it)| it).filter(|provider| is_enabled(provider))
    {
        let Some(domain) = config::text(provider, "kc.org.domain").filter(|domain| *domain != "ANY") else { continue };
        let keys = [provider.text(&["organizationId"]), provider.text(&["alias"])];
        let Some(organization) = keys.into_iter().flatten().find_map(|key| organizations.get(key)) else { continue };
        let mut domains = names(organization, "domains", "name");
        if !domains.any(|known| known.eq_ignore_ascii_case(domain)) {
            let name = organization.name.shown_name();
            report
                .at(
                    provider,
                    &["config", "kc.org.domain"],
                    format!("the organization `{name}` does not have the domain `{domain}`"),
                )
                .and_at("the organization's domains", &organization.place(&["domains"]));
        }
    }
}

/// Organizations by their own IDs and by the aliases of their providers.
fn by_provider<'c, 'a>(context: &'c Context<'a>) -> BTreeMap<&'c str, &'c Subject<'a>> {
    let mut found = BTreeMap::new();
    for (_, organization) in context.of_kind(names::ORGANIZATION) {
        let keys = organization.text(&["id"]).into_iter().chain(names(organization, "identityProviders", "alias"));
        found.extend(keys.map(|key| (key, organization)));
    }
    found
}

/// The names of the items in a list.
fn names<'s>(subject: &'s Subject, list: &'s str, key: &'s str) -> impl Iterator<Item = &'s str> {
    let items = subject.get(&[list]).map_or(&[][..], Json::items);
    items.iter().filter_map(move |item| item.get(key)?.text())
}
