//! A role that contains one of the powerful admin roles.

use super::reaches_realm_admin::contained;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "role/reaches-admin-role",
    severity: Severity::Info,
    title: "A role contains a powerful role of `realm-management`",
    why: "The role lets its holders take over accounts or clients, and its name does not say so. A help desk may well \
          need `manage-users`, but anyone with it can set the password of an administrator, and so become one. Know \
          which roles lead there, however many composites are in between. `role/reaches-realm-admin` reports the roles \
          that contain everything.",
    fix: "grant the role only to people who are trusted with the whole realm, or use fine-grained admin permissions \
          for selected users or clients",
    links: &["https://www.keycloak.org/docs/latest/server_admin/#_composite-roles", power::LINK],
    check: Check::Whole(check),
    bad: &[r#"{"realm": "r", "roles": {"realm": [{"name": "helpdesk", "composite": true,
            "composites": {"client": {"realm-management": ["view-users", "manage-users"]}}}]}}"#],
    good: &[
        r#"{"realm": "r", "roles": {"realm": [{"name": "auditor", "composite": true,
            "composites": {"client": {"realm-management": ["view-users", "view-events"]}}}]}}"#,
        r#"{"realm": "r", "roles": {"client": {"realm-management": [{"name": "realm-admin", "composite": true,
            "composites": {"client": {"realm-management": ["manage-users"]}}}]}}}"#,
        r#"{"realm": "r", "roles": {"realm": [{"name": "lead", "composite": true,
            "composites": {"client": {"realm-management": ["realm-admin", "manage-users"]}}}]}}"#,
    ],
};

fn check(context: &Context, report: &mut Report) {
    contained(context, report, false);
}
