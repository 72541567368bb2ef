//! Roles of a client that is switched off, which somebody still gives.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "role/of-disabled-client",
    severity: Severity::Info,
    title: "Roles of a disabled client are still granted",
    why: "The client is switched off, and its roles are still given. When somebody switches the client on again, all \
          of them have their roles back at once, unreviewed. Older servers put the roles into the tokens for other \
          clients all the while, and the disabled client into their audience.",
    fix: "take the roles away from those who have them, or delete the client with its roles",
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

fn check(context: &Context, report: &mut Report) {
    let off = |(_, client): &(_, &crate::rule::Subject)| client.flag_or(&["enabled"], true) == Some(false);
    for (address, client) in context.of_kind(names::CLIENT).filter(off).filter(|(_, client)| !client.built_in) {
        let holders = context.holders();
        let roles = context.of_kind_in(names::CLIENT_ROLE, address);
        let ids = roles.filter_map(|(_, role)| holders.id(&role.name));
        let grants = ids.flat_map(|id| holders.givers(id).find(|edge| matches!(edge.by, By::Grant | By::Composite)));
        let grants: Vec<_> = grants.collect();
        let Some(first) = grants.first() else { continue };
        let role = holders.name(first.to).shown_name();
        let more = match grants.len() {
            1 => String::new(),
            count => format!(", and {} more of its roles are given", count - 1),
        };
        let message = format!("it is disabled, and {} still gives its role `{role}`{more}", holders.name(first.from));
        report.at(client, &["enabled"], message).and_at("given here", &holders.place(*first, context));
    }
}
