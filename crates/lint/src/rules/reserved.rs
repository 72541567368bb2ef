//! What the policies reserve, and others have: `reserved/role`, `reserved/scope`, `reserved/mapper`, `reserved/group`.

use crate::policy::What;
use crate::rule::{Check, Context, Report, Rule};
use realmform_model::Severity;

mod found;
mod group;
mod mapper;
mod role;
mod scope;
#[cfg(test)]
mod tests;
mod tokens;

use found::{for_whom, tell};

pub const RULE: Rule = Rule {
    code: "reserved/*",
    severity: Severity::Error,
    title: "Something that is reserved is with others",
    why: "The policies say who may have the role, the client scope, the mapper or the group: `[[reserved]]` in \
          `policies/*.toml`. The finding tells who else has it, and the way by which they have it: composites, groups \
          and those above them, default roles, hardcoded roles, mappers of identity providers, and the scopes of \
          clients. Who has it from somebody that may have it is not told.",
    fix: "take it away, or name who may have it in `only`",
    links: &[],
    check: Check::Whole(check),
    bad: &[],
    good: &[],
};

fn check(context: &Context, report: &mut Report) {
    for reserved in &context.policies.reserved {
        match &reserved.what {
            What::Role(roles) => role::check(reserved, roles, context, report),
            What::Scope(scopes) => scope::check(reserved, scopes, context, report),
            What::Mapper(mapper) => mapper::check(reserved, mapper, context, report),
            What::Group(groups) => group::check(reserved, groups, context, report),
        }
    }
}
