//! A group that grants nothing.

use std::collections::BTreeSet;

use crate::holders::{By, Id};
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::{Address, Severity};

pub(super) const RULE: Rule = Rule {
    code: "group/without-roles",
    severity: Severity::Info,
    title: "A group grants nothing",
    why: "Membership in the group has no effect: it has no roles of its own or from its parents, no attributes and no \
          subgroups; no mapper puts groups into tokens, and no authorization policy names it. Its roles were lost or \
          are still to come, and its members wait for access that they do not get.",
    fix: "grant the group the roles that it is for, or delete it",
    links: &[
        "https://www.keycloak.org/docs/latest/server_admin/#con-comparing-groups-roles_server_administration_guide",
    ],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "groups": [{"name": "staff", "realmRoles": []}], "clients": [], "clientScopes": []}"#],
    good: &[
        r#"{"realm": "r", "groups": [{"name": "staff", "realmRoles": ["x"], "subGroups": [{"name": "berlin"}]}], "clients": [], "clientScopes": []}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "attributes": {"floor": ["3"]}}], "clients": [], "clientScopes": []}"#,
        r#"{"realm": "r", "groups": [{"name": "staff"}], "clientScopes": [{"name": "groups", "protocolMappers":
            [{"name": "groups", "protocolMapper": "oidc-group-membership-mapper"}]}], "clients": []}"#,
        r#"{"realm": "r", "groups": [{"name": "staff"}], "clientScopes": []}"#,
    ],
};

/// Above this number, the groups are reported together.
const MANY: usize = 20;

fn check(context: &Context, report: &mut Report) {
    let empty: Vec<_> = context.of_kind(names::GROUP).filter(|(_, group)| gives_nothing(context, group)).collect();
    // Mappers and policies of clients may make something of a group that has no roles.
    let unknown = |kind| context.is_export && !context.knows_all(kind);
    if empty.is_empty() || unknown(names::PROTOCOL_MAPPER) || tokens_have_groups(context) {
        return;
    }
    let named = named_by_policies(context);
    let empty: Vec<&Subject> =
        empty.into_iter().filter(|(address, _)| !named.contains(address)).map(|(_, group)| group).collect();
    let message = "the group has no roles, attributes or subgroups, so its members get nothing";
    match empty.as_slice() {
        // So many are probably intended: an application reads them some other way, and one line is enough.
        [first, others @ ..] if others.len() >= MANY => {
            report.at(first, &[], format!("{message}; the same applies to {} other groups", others.len()));
        }
        _ => empty.iter().for_each(|group| {
            report.at(group, &[], message);
        }),
    }
}

fn gives_nothing(context: &Context, group: &Subject) -> bool {
    let holders = context.holders();
    let is_left = |id: Id| {
        holders.given(id).all(|edge| edge.by == By::Above) && holders.givers(id).all(|edge| edge.by != By::Above)
    };
    let has_attributes = || group.get(&["attributes"]).is_some_and(|attributes| !attributes.entries().is_empty());
    let inherits = |id: Id| holders.reached(id).iter().any(|(reached, _)| holders.name(*reached).kind != names::GROUP);
    group.whole
        && !group.implied
        && !has_attributes()
        && holders.id(&group.name).is_none_or(|id| is_left(id) && !inherits(id))
}

fn tokens_have_groups(context: &Context) -> bool {
    let mut mappers = context.of_kind(names::PROTOCOL_MAPPER).filter_map(|(_, it)| it.text(&["protocolMapper"]));
    mappers.any(|provider| provider.ends_with("group-membership-mapper") || provider.starts_with("script-"))
}

/// Groups that authorization policies and client policies name.
fn named_by_policies(context: &Context) -> BTreeSet<Address> {
    let clients = context.of_kind(names::CLIENT).map(|(_, client)| client);
    let clients = clients.filter(|client| client.get(&["authorizationSettings"]).is_some());
    let references = clients.flat_map(|client| client.references(&|_| true));
    references.map(|reference| reference.target).filter(|target| target.kind == names::GROUP).collect()
}

#[cfg(test)]
mod tests {
    use super::MANY;
    use crate::rules::samples::found;
    use realmform_model::Finding;

    fn told_of(groups: usize) -> Vec<Finding> {
        let groups: Vec<String> = (0..groups).map(|at| format!(r#"{{"name": "shop-{at:03}"}}"#)).collect();
        let found = found(&format!(
            r#"{{"realm": "r", "groups": [{}], "clients": [], "clientScopes": []}}"#,
            groups.join(", ")
        ));
        found.into_iter().filter(|finding| finding.code == super::RULE.code).collect()
    }

    #[test]
    fn a_few_groups_that_give_nothing_are_told_one_by_one() {
        assert_eq!(told_of(MANY).len(), MANY);
    }

    #[test]
    fn very_many_are_told_together_and_counted() {
        let told = told_of(MANY + 1);
        assert_eq!(told.len(), 1);
        assert!(told[0].message.ends_with("the same applies to 20 other groups"), "{}", told[0].message);
    }
}
