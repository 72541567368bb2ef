//! A user who has a powerful role directly, not by a group.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "role/given-to-user",
    severity: Severity::Info,
    title: "A user has an administrator's role directly",
    why: "A role that is granted to a single user is easily forgotten: it is in no list of members, and stays when the \
          user changes jobs. In a group of administrators everybody sees who is one, and leaving the group is enough to \
          be none any more.",
    fix: "give the role to a group, and put the user into that group",
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
            let message = format!("the user is given {}", power::told(toward, edge, power));
            report.at_span(user, &holders.place(edge, context), message);
        }
    });
}
