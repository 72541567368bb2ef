//! A user who has an admin role directly, not through a group.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/given-to-user",
    severity: Severity::Info,
    title: "A user has an admin role directly",
    why: "A role that is granted to a single user is easily forgotten: it shows in no list of members, and it stays \
          when the user changes jobs. With a group of administrators everyone can see who is one, and leaving the \
          group is enough to stop being one.",
    fix: "grant the role to a group, and add the user to the group",
    links: &[power::LINK],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "users": [{"username": "ann", "clientRoles": {"realm-management": ["realm-admin"]}}]}"#],
    good: &[
        r#"{"realm": "r", "groups": [{"name": "admins", "clientRoles": {"realm-management": ["realm-admin"]}}],
            "users": [{"username": "ann", "groups": ["/admins"]}]}"#,
        r#"{"realm": "r", "users": [{"username": "ann", "clientRoles": {"realm-management": ["view-users"]}}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        if edge.by == By::Grant
            && name.kind == names::USER
            && let Some(user) = context.named(name)
        {
            let message = format!("the user is granted {}", power::described(toward, edge, power));
            report.at_span(user, &holders.place(edge, context), message);
        }
    });
}
