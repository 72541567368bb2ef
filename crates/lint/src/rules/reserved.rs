//! What the policies reserve, and others have: `reserved/role`, `reserved/scope`, `reserved/mapper`, `reserved/group`.

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
