//! A role that contains full administration of the realm.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/reaches-realm-admin",
    severity: Severity::Warning,
    title: "A role contains full administration of the realm",
    why: "Whoever has the role is an administrator, and its name does not say so: the role reaches `realm-admin` \
          through composites, which nobody sees when granting it. If it is granted to many people, or to a service, \
          for one small permission, each of them can change keys, flows and passwords.",
    fix: "remove `realm-admin` from the composites; add the single roles of `realm-management` that are needed, or \
          grant `realm-admin` by name to a group of administrators",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_composite-roles", power::LINK],
    check: Check::Whole(check),
    bad: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true,
            "composites": {"client": {"realm-management": ["realm-admin"]}}}]}}"#,
        r#"{"realm": "r", "roles": {"client": {"shop": [{"name": "boss", "composite": true, "composites": {"realm": ["lead"]}}]},
            "realm": [{"name": "lead", "composite": true, "composites": {"client": {"realm-management": ["realm-admin"]}}}]}}"#,
        r#"{"realm": "master", "roles": {"realm": [{"name": "ops", "composite": true, "composites": {"realm": ["admin"]}}]}}"#,
    ],
    good: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true,
            "composites": {"client": {"realm-management": ["view-users"]}}}]}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true, "composites": {"realm": ["admin"]}},
            {"name": "admin"}]}}"#,
        r#"{"realm": "master", "roles": {"realm": [{"name": "admin", "composite": true,
            "composites": {"client": {"master-realm": ["manage-users"]}}}]}, "clients": [{"clientId": "master-realm"}]}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    contained(context, report, true);
}

/// Reports the project's own roles that contain a power: full administration, or less.
pub(super) fn contained(context: &Context, report: &mut Report, whole: bool) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        let is_own = !power::is_keycloaks(context, name) && !power::is_default_role(context, name);
        if edge.by != By::Composite || power.is_whole() != whole || !is_own {
            return;
        }
        if let Some(role) = context.named(name) {
            let message = format!("the role contains {}", power::described(toward, edge, power));
            report.at_span(role, &holders.place(edge, context), message);
        }
    });
}
