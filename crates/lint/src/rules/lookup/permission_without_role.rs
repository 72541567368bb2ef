//! Permissions of the catalogue that no role contains.

use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::lookup::facts::{known_mapping, role};
use realmform_kinds::names;
use realmform_model::words::listed;
use realmform_model::{Address, Severity};

pub(super) const RULE: Rule = Rule {
    code: "lookup/permission-without-role",
    severity: Severity::Info,
    title: "No role contains some permissions of the catalogue",
    why: "A permission is a realm role, as `[roles_from_lookups]` says, but no role, group or client is given these. \
          Nobody can do what requires them, except who was given them by hand. They are reported once.",
    fix: "grant them to a role below `[roles_from_lookups.grants]`, or retire them with `active = false`",
    links: &[],
    check: Check::Whole(check),
    bad: &["[lookups.permission.values]\n\"course.read\" = {}\n\"course.delete\" = {}\n\n\
            [lookups.user_role.values]\nuser = {}\n\n\
            [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
            grants.user = [\"*.read\"]\n"],
    good: &[
        "[lookups.permission.values]\n\"course.read\" = {}\n\"course.delete\" = { active = false }\n\n\
         [lookups.user_role.values]\nuser = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
         grants.user = [\"*.read\"]\n",
        "[lookups.permission.values]\n\"course.read\" = {}\n\n\
         [roles_from_lookups]\npermissions = \"permission\"\n\n\
         [groups.\"/staff\"]\nrealmRoles = [\"course.read\"]\n",
        "[lookups.permission.values]\n\"course.read\" = {}\n",
    ],
};

/// So many are named; the others are counted.
const NAMED: usize = 5;

fn check(context: &Context, report: &mut Report) {
    let Some(permissions) = known_mapping(context).and_then(|mapping| mapping.permissions.as_ref()) else { return };
    let holders = context.holders();
    let is_of_type =
        |address: &Address| address.parent.as_deref().is_some_and(|parent| parent.name == permissions.lookup_type);
    let without: Vec<(String, &Subject)> = context
        .of_kind(names::LOOKUP)
        .filter(|(address, subject)| is_of_type(address) && subject.flag_or(&["active"], true) == Some(true))
        .map(|(address, subject)| (role(context, permissions, &address.name), subject))
        .filter(|(role, _)| holders.id(role).is_none_or(|id| holders.givers(id).next().is_none()))
        .map(|(role, subject)| (role.name, subject))
        .collect();
    let Some((_, first)) = without.first() else { return };
    let names = listed(without.iter().take(NAMED).map(|(name, _)| name.as_str()));
    let message = match without.len() {
        1 => format!("no role contains the permission {names}"),
        count if count > NAMED => {
            format!("no role contains {count} of the permissions: {names} and {} more", count - NAMED)
        }
        count => format!("no role contains {count} of the permissions: {names}"),
    };
    report.at(first, &[], message);
}
