//! A domain that two organizations have.

use std::collections::BTreeMap;

use super::domains;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "organization/domain-taken-twice",
    severity: Severity::Error,
    title: "Two organizations have one domain",
    why: "Keycloak sends users to the identity provider of the organization that has their e-mail's domain. A domain \
          belongs to one of them only; Keycloak refuses the second, and in a file nobody can say whose users come \
          where.",
    fix: "leave the domain to the organization that owns it",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_managing_organizations"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "x.example"}]}, {"name": "b", "alias": "b", "domains": [{"name": "X.example"}]}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "a", "domains": [{"name": "x.example"}]}, {"name": "b", "alias": "b", "domains": [{"name": "y.example"}]}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let mut taken: BTreeMap<String, &Subject> = BTreeMap::new();
    for (_, organization) in context.of_kind(names::ORGANIZATION) {
        for domain in domains(organization) {
            match taken.get(&domain.to_lowercase()) {
                Some(first) => {
                    let message = format!("the domain `{domain}` is another organization's already");
                    report.at(organization, &["domains"], message).and_at("the other one", &first.place(&["domains"]));
                }
                None => {
                    taken.insert(domain.to_lowercase(), organization);
                }
            }
        }
    }
}
