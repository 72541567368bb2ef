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
            count => format!(" (other roles of the client that are still granted: {})", count - 1),
        };
        let message =
            format!("the client is disabled, but {} still grants its role `{role}`{more}", holders.name(first.from));
        report.at(client, &["enabled"], message).and_at("granted here", &holders.place(*first, context));
    }
}
