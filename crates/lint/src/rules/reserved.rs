//! Reserved objects that others have: `reserved/role`, `reserved/scope`, `reserved/mapper`, `reserved/group`.

use std::fmt::Display;

use crate::policy::{Reserved, What};
use crate::rule::{Check, Context, Report, Rule};
use realmform_model::{Finding, Severity, Span};

mod group;
mod mapper;
mod role;
mod scope;
#[cfg(test)]
mod tests;
mod tokens;

pub const RULE: Rule = Rule {
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

/// A finding, with the policy as its second place.
fn tell(report: &mut Report, reserved: &Reserved, code: &str, on: impl Display, at: &Span, message: String) {
    let mut finding = Finding::error(format!("reserved/{code}"), message).on(on).at(at);
    finding.severity = reserved.severity;
    let help = reserved.why.as_ref().map_or_else(|| RULE.fix.to_owned(), |why| format!("{}. {why}", RULE.fix));
    report.tell(finding.help(help).and_at("the policy", &reserved.span));
}

/// `, which is reserved for a, b`
fn for_whom(reserved: &Reserved) -> String {
    match reserved.only.texts.as_slice() {
        [] => "which nobody may have".to_owned(),
        only => format!("which is reserved for {}", realmform_model::words::listed(only.iter().map(String::as_str))),
    }
}
