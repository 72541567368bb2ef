//! Grants to roles that the catalogue does not have, and roles in roles that it does not have.

use crate::rule::{Check, Context, Report, Rule};
use crate::rules::lookup::facts::{Idle, codes_of, idle, known_mapping, nothing, role};
use realmform_kinds::names;
use realmform_model::words::nearest;
use realmform_model::{Address, Severity, matches};

pub(super) const RULE: Rule = Rule {
    code: "lookup/unknown-role",
    severity: Severity::Error,
    title: "Permissions are granted to a role that does not exist",
    why: "An entry below `[roles_from_lookups.grants]` or `[roles_from_lookups.includes]` names no value of the role \
          type, so nobody gets what it says. The keys are codes of lookups, as in `lookups/`, not names of realm roles. \
          A name is an error; a pattern with `*` is a warning.",
    fix: "write the code of a role, or remove the entry",
    links: &[],
    check: Check::Whole(check),
    bad: &[
        "[lookups.permission.values]\n\"course.read\" = {}\n\n[lookups.user_role.values]\nadmin = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\npermissions = \"permission\"\n\
         grants.Admin = [\"*\"]\n",
        "[lookups.user_role.values]\nadmin = {}\n\n\
         [roles_from_lookups]\nroles = \"user_role\"\nincludes.admin = [\"user\"]\n",
    ],
    good: &[
        "[lookups.permission.values]\n\"course.read\" = {}\n\n[lookups.user_role.values]\nadmin = {}\nuser = {}\n\n\
         [roles_from_lookups]\nroles = { type = \"user_role\", name = \"{Code}\" }\n\
         permissions = \"permission\"\ngrants.\"*\" = [\"*.read\"]\nincludes.admin = [\"user\"]\n",
    ],
};

fn check(context: &Context, report: &mut Report) {
    let Some(mapping) = known_mapping(context) else { return };
    let Some(roles) = &mapping.roles else { return };
    let known = codes_of(context, mapping, &roles.lookup_type);
    for (key, codes) in mapping.grants.iter().chain(&mapping.includes) {
        let code = known.iter().find(|code| matches(key, code)).copied();
        if code.is_none() {
            let idle = Idle { pattern: key, span: &codes.span };
            let finding = nothing(RULE.code, &idle, &roles.lookup_type, &known, report.fix());
            // It is about the role that was most likely meant.
            let meant = nearest(key, known.iter().copied()).map(|code| role(context, roles, code));
            let home = || Address::top(names::LOOKUP_TYPE, roles.lookup_type.as_str());
            report.add(finding.on(meant.unwrap_or_else(home)));
        }
    }
    for (key, codes) in &mapping.includes {
        let code = known.iter().find(|code| matches(key, code)).copied().unwrap_or(key);
        for idle in idle(codes, &known) {
            let finding = nothing(RULE.code, &idle, &roles.lookup_type, &known, report.fix());
            report.add(finding.on(role(context, roles, code)));
        }
    }
}
