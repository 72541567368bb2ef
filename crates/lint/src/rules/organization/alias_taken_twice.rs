//! An alias that two organizations have.

use std::collections::BTreeMap;

use super::alias;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "organization/alias-taken-twice",
    severity: Severity::Error,
    title: "Two organizations have the same alias",
    why: "An alias belongs to only one organization: Keycloak rejects the second. Applications request an organization \
          by its alias with the scope `organization:<alias>`. An organization that is created without an alias gets \
          its name as alias, and an alias never changes.",
    fix: "give one of the two organizations another `alias`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_managing_organizations"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "organizations": [{"name": "Acme", "alias": "acme"}, {"name": "Acme Ltd", "alias": "acme"}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "Acme", "alias": "acme"}, {"name": "acme"}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "Acme", "alias": "acme"}, {"name": "acme", "alias": ""}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "organizations": [{"name": "a", "alias": "acme"}, {"name": "b", "alias": "Acme"}, {"name": "c"}]}"#,
        r#"{"realm": "r", "organizations": [{"name": "acme", "alias": "a"}, {"name": "b", "alias": "acme"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let mut taken: BTreeMap<&str, &Subject> = BTreeMap::new();
    for (_, organization) in context.of_kind(names::ORGANIZATION) {
        let Some(alias) = alias(organization) else { continue };
        let Some(first) = taken.get(alias) else {
            taken.insert(alias, organization);
            continue;
        };
        let message = format!("the alias `{alias}` already belongs to the organization `{}`", first.name.name);
        report.at(organization, &["alias"], message).and_at("the other organization", &first.place(&["alias"]));
    }
}
