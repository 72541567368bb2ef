//! Grants of permissions that the catalogue does not have.

use crate::rule::{Check, Context, Report, Rule};
use crate::rules::lookup::facts::{codes_of, idle, known_mapping, nothing, role};
use realmform_model::{Severity, matches};

pub(super) const RULE: Rule = Rule {
    code: "lookup/unknown-permission",
    severity: Severity::Error,
    title: "A role is granted a permission that does not exist",
    why: "An entry below `[roles_from_lookups.grants]` matches no value of the permission type, so the role lacks what \
          it was to have. A name is an error; a pattern with `*` is a warning, since the values it is for may come later.",
    fix: "declare the permission, or remove the entry",
    links: &[],
    check: Check::Whole(check),
    bad: &[
        "[lookups.permission.values]\n\"course.read\" = {}\n\n[lookups.user_role.values]\nuser = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
         grants.user = [\"cuorse.read\"]\n",
        "[lookups.permission.values]\n\"course.read\" = {}\n\n[lookups.user_role.values]\nuser = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
         grants.user = [\"course.*\", \"!quiz.*\"]\n",
    ],
    good: &[
        // What is retired is known.
        "[lookups.permission.values]\n\"course.read\" = {}\n\"course.delete\" = { active = false }\n\n\
         [lookups.user_role.values]\nuser = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
         grants.user = [\"*.read\", \"course.delete\"]\n",
        // Rows that nobody has read may have it.
        "[lookups.permission.values]\n\"course.read\" = {}\n\n[lookups.user_role.values]\nuser = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\nsource = \"database\"\n\
         grants.user = [\"quiz.read\"]\n",
    ],
};

fn check(context: &Context, report: &mut Report) {
    let Some(mapping) = known_mapping(context) else { return };
    let (Some(roles), Some(permissions)) = (&mapping.roles, &mapping.permissions) else { return };
    let known = codes_of(context, mapping, &permissions.lookup_type);
    let codes = codes_of(context, mapping, &roles.lookup_type);
    for (key, grants) in &mapping.grants {
        let code = codes.iter().find(|code| matches(key, code)).copied().unwrap_or(key);
        for idle in idle(grants, &known) {
            let finding = nothing(RULE.code, &idle, &permissions.lookup_type, &known, report.fix());
            report.add(finding.on(role(context, roles, code)));
        }
    }
}
