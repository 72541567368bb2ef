//! Reserved objects that others have: `reserved/role`, `reserved/scope`, `reserved/mapper`, `reserved/group`.

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

use found::{for_whom, report_breach};

pub(super) const RULE: Rule = Rule {
    code: "reserved/*",
    severity: Severity::Error,
    title: "A reserved role, client scope, mapper or group is held by others",
    why: "The `[[reserved]]` rules in `policies/*.toml` say who may have a role, a client scope, a mapper or a group. \
          The finding names who else has it, and how: through composites, groups and their parents, default roles, \
          hardcoded roles, identity provider mappers, or the scopes of clients. Whoever has it through a holder that \
          may have it is not reported.",
    fix: "revoke it, or add the holder to `only`",
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
