//! A role that contains one of the roles with which a realm can be taken over.

use super::reaches_realm_admin::contained;
use crate::rule::{Check, Context, Report, Rule};
use crate::rules::power;
use realmform_model::Severity;

pub const RULE: Rule = Rule {
    code: "role/reaches-admin-role",
    severity: Severity::Info,
    title: "A role contains a powerful role of `realm-management`",
    why: "The role lets its holder take over accounts or clients, and its name does not say so. A help desk may well \
          need `manage-users`; but with it one can set the password of an administrator, and so be one. It is worth \
          knowing which roles lead there, however many composites are on the way. `role/reaches-realm-admin` tells of \
          those that contain everything.",
    fix: "see to it that only those have the role who are trusted with all of the realm, or use fine-grained admin \
          permissions for some users or clients only",
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
