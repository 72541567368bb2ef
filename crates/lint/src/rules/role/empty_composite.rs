//! A role that is marked as composite but contains nothing.

use crate::json::Json;
use crate::rule::{Check, Context, Report, Rule};
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/empty-composite",
    severity: Severity::Info,
    title: "A composite role contains no roles",
    why: "The role is marked as composite but has no composites. Keycloak never writes that itself: either the export \
          was edited, or the contained roles were lost on the way and whoever has the role gets less than they should. \
          After an import the role is not composite.",
    fix: "list the roles in `composites`, or set `composite` to `false`",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_composite-roles"],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true}]}}"#,
        r#"{"realm": "r", "roles": {"client": {"shop": [{"name": "lead", "composite": true, "composites": {"realm": []}}]}}}"#,
    ],
    good: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": false}]}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true, "composites": {"client": {"a": ["b"]}}}]}}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    for kind in [names::REALM_ROLE, names::CLIENT_ROLE] {
        for (_, role) in context.of_kind(kind).filter(|(_, role)| role.is(&["composite"]) && !role.built_in) {
            let holds = |list: &Json| !list.items().is_empty();
            let in_realm = role.get(&["composites", "realm"]).is_some_and(holds);
            let in_clients = role.get(&["composites", "client"]).into_iter().flat_map(|clients| clients.entries());
            if !in_realm && !in_clients.into_iter().any(|(_, list)| holds(list)) {
                report.at(role, &["composite"], "the role is marked as composite but contains no roles");
            }
        }
    }
}
