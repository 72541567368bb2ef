//! Objects that violate the policies' requirements: `require/field`, `require/role`, `require/holder`.

use crate::policy::Require;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::{Address, Severity, matches};

mod field;
mod found;
mod held;
#[cfg(test)]
mod tests;

use found::report_unmet;

pub(super) const RULE: Rule = Rule {
    code: "require/*",
    severity: Severity::Error,
    title: "An object does not meet a requirement of the policies",
    why: "The `[[require]]` rules in `policies/*.toml` say how objects with certain names must be configured. \
          `require/field` reports a field with another value, `require/role` a role that a group or a service account \
          lacks or a role of the wrong client, and `require/holder` a role or a group that a holder must not have or \
          lacks. Unknown values are not checked.",
    fix: "set it as the policy requires, or change the policy",
    links: &[],
    check: Check::Whole(check),
    bad: &[],
    good: &[],
};

fn check(context: &Context, report: &mut Report) {
    for require in &context.policies.require {
        for (address, subject) in context.of_kind(require.kind) {
            if subject.built_in || subject.implied || is_off(require, subject) {
                continue;
            }
            let Some(parts) = require.applies(address) else { continue };
            field::check(require, subject, report);
            belongs(require, address, subject, report);
            held::check(require, &parts, subject, context, report);
        }
    }
}

/// A disabled client is not checked, unless the policy requires it to be enabled or disabled.
fn is_off(require: &Require, subject: &Subject) -> bool {
    require.kind == names::CLIENT
        && subject.flag_or(&["enabled"], true) == Some(false)
        && !require.demands.set.iter().any(|(keys, _)| keys.as_slice() == ["enabled"])
}

fn belongs(require: &Require, address: &Address, subject: &Subject, report: &mut Report) {
    let clients = &require.demands.belongs_to;
    let client = address.parent.as_deref().map_or("", |client| client.name.as_str());
    if !clients.is_empty() && !clients.iter().any(|pattern| matches(pattern, client)) {
        let clients = realmform_model::words::listed(clients.iter().map(String::as_str));
        let message = format!("the role is in `{client}`, but must belong to {clients}");
        report_unmet(report, require, "role", subject, &subject.place(&[]), message);
    }
}
