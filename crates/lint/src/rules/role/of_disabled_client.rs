//! Roles of a disabled client that are still granted.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/of-disabled-client",
    severity: Severity::Info,
    title: "Roles of a disabled client are still granted",
    why: "The client is disabled, but its roles are still granted. If somebody enables the client again, everyone has \
          their roles back at once, without a review. Older servers even put these roles into the tokens for other \
          clients, and the disabled client into their audience.",
    fix: "revoke the roles, or delete the client with its roles",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_audience_resolve"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "clients": [{"clientId": "old", "enabled": false}], "roles": {"client": {"old": [{"name": "x"}]}},
            "groups": [{"name": "staff", "clientRoles": {"old": ["x"]}}]}"#,
    ],
    good: &[
        r#"{"realm": "r", "clients": [{"clientId": "old", "enabled": false}], "roles": {"client": {"old": [{"name": "x"}]}}}"#,
        r#"{"realm": "r", "clients": [{"clientId": "old", "enabled": true}], "roles": {"client": {"old": [{"name": "x"}]}},
            "groups": [{"name": "staff", "clientRoles": {"old": ["x"]}}]}"#,
    ],
};

/// How many grants are named; the others are counted.
const NAMED: usize = 5;

fn check(context: &Context, report: &mut Report) {
    let off = |(_, client): &(_, &crate::rule::Subject)| client.flag_or(&["enabled"], true) == Some(false);
    for (address, client) in context.of_kind(names::CLIENT).filter(off).filter(|(_, client)| !client.built_in) {
        let holders = context.holders();
        let roles = context.of_kind_in(names::CLIENT_ROLE, address);
        let ids = roles.filter_map(|(_, role)| holders.id(&role.name));
        let grants = ids.flat_map(|id| holders.givers(id).filter(|edge| matches!(edge.by, By::Grant | By::Composite)));
        let grants: Vec<_> = grants.collect();
        let Some(first) = grants.first() else { continue };
        let told = grants
            .iter()
            .take(NAMED)
            .map(|grant| format!("`{}` has `{}`", holders.name(grant.from), holders.name(grant.to).shown_name()));
        let told = told.collect::<Vec<_>>().join(", ");
        let more = grants.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("the client is disabled, but its roles are still granted: {told}{more}");
        report.at(client, &["enabled"], message).and_at("granted here", &holders.place(*first, context));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::samples::found;

    fn told(groups: usize) -> String {
        let groups: Vec<String> =
            (1..=groups).map(|at| format!(r#"{{"name": "g{at}", "clientRoles": {{"old": ["x", "y"]}}}}"#)).collect();
        let text = format!(
            r#"{{"realm": "r", "clients": [{{"clientId": "old", "enabled": false}}],
                "roles": {{"client": {{"old": [{{"name": "x"}}, {{"name": "y"}}]}}}}, "groups": [{}]}}"#,
            groups.join(", ")
        );
        let found = found(&text).into_iter().filter(|finding| finding.code == super::RULE.code);
        found.map(|finding| finding.message).collect()
    }

    #[test]
    fn every_giver_is_named_up_to_some() {
        let start = "the client is disabled, but its roles are still granted: ";
        assert_eq!(told(1), format!("{start}`group/g1` has `x`, `group/g1` has `y`"));
        let many = "`group/g1` has `x`, `group/g2` has `x`, `group/g3` has `x`, `group/g1` has `y`, `group/g2` has `y`";
        assert_eq!(told(3), format!("{start}{many} and 1 more"));
    }
}
