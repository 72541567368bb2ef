//! A role that contains the whole administration of the realm.

use crate::holders::By;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "role/reaches-realm-admin",
    severity: Severity::Warning,
    title: "A role contains the whole administration of the realm",
    why: "Whoever has the role is an administrator, and its name does not say so: the way to `realm-admin` leads through \
          composites, which nobody sees where the role is granted. A role given to many, or to a service, for one small \
          permission then lets its holder change keys, flows and passwords.",
    fix: "take `realm-admin` out of the composites; give the single roles of `realm-management` that are needed, or \
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

/// Tells of the user's own roles that contain a power: the whole administration, or less.
pub fn contained(context: &Context, report: &mut Report, whole: bool) {
    let holders = context.holders();
    power::each(context, |toward, edge, power| {
        let name = holders.name(edge.from);
        let is_own = !power::is_keycloaks(context, name) && !power::is_default_role(name);
        if edge.by != By::Composite || power.is_whole() != whole || !is_own {
            return;
        }
        if let Some(role) = context.named(name) {
            let message = format!("it contains {}", power::told(toward, edge, power));
            report.at_span(role, &holders.place(edge, context), message);
        }
    });
}
