//! A domain that two organizations have.

use std::collections::BTreeMap;

use super::domains;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "organization/domain-taken-twice",
    severity: Severity::Error,
    title: "Two organizations have the same domain",
    why: "Keycloak sends users to the identity provider of the organization that has their e-mail domain. A domain can \
          belong to only one organization: Keycloak rejects the second, and the file does not say which provider the \
          users are sent to.",
    fix: "keep the domain only in the organization that owns it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_managing_organizations"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "x.example"}]}, {"name": "b", "alias": "b", "domains": [{"name": "X.example"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "x.example"}]}, {"name": "b", "alias": "b", "domains": [{"name": "y.example"}]}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "x.example"}, {"name": "X.example"}]}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let mut taken: BTreeMap<String, &Subject> = BTreeMap::new();
    for (_, organization) in context.of_kind(names::ORGANIZATION) {
        for domain in domains(organization) {
            let Some(first) = taken.get(&domain.to_lowercase()) else {
                taken.insert(domain.to_lowercase(), organization);
                continue;
            };
            if first.name == organization.name {
                continue;
            }
            let message = format!("the domain `{domain}` already belongs to the organization `{}`", first.name.name);
            report
                .at_item(organization, &["domains"], domain, message)
                .and_at("the other organization", &first.place(&["domains"]));
        }
    }
}
