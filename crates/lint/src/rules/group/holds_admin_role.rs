//! A group whose members are administrators.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "group/holds-admin-role",
    severity: Severity::Info,
    title: "Members of a group are administrators",
    why: "Whoever can add somebody to this group, or to one of its subgroups, creates an administrator: with \
          `manage-users`, through an identity provider or LDAP mapper, or through a default group. A group is the \
          right place for such a role, but know which groups have one: the role is often reached through composites.",
    fix: "keep the group to administrators, and do not let a mapper add others; `[[reserved]]` in the policies says \
          which groups may have the role",
    links: &[power::LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "groups": [{"name": "staff", "realmRoles": ["lead"]}], "roles": {"realm": [{"name": "lead",
            "composite": true, "composites": {"client": {"realm-management": ["realm-admin"]}}}]}}"#,
    ],
    good: &[
        r#"{"realm": "r", "groups": [{"name": "staff", "clientRoles": {"realm-management": ["query-users"]}}]}"#,
        r#"{"realm": "r", "groups": [{"name": "staff", "realmRoles": ["lead"]}], "roles": {"realm": [{"name": "lead"}]}}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        // Default groups are reported by `role/default-too-much`.
        let is_default = || holders.givers(edge.from).any(|giver| giver.by == By::Default);
        if edge.by == By::Grant
            && name.kind == names::GROUP
            && !is_default()
            && let Some(group) = context.named(name)
        {
            let message = format!("members of the group have {}", power::described(toward, edge, power));
            report.at_span(group, &holders.place(edge, context), message);
        }
    });
}
