//! What the policies demand of objects, and is not so: `require/field`, `require/role`, `require/holder`.

use crate::policy::Require;
use crate::rule::{Check, Context, Report, Rule, Subject};
use realmform_kinds::names;
use realmform_model::{Address, Severity, matches};

mod field;
mod found;
mod held;
#[cfg(test)]
mod tests;

use found::tell;

pub const RULE: Rule = Rule {
    code: "require/*",
    severity: Severity::Error,
    title: "Something is not as the policies demand",
    why: "The policies say what objects of some names must be: `[[require]]` in `policies/*.toml`. `require/field` is a \
          field with another value, `require/role` a role that a group or a service account is to have, or a role of \
          another client than it belongs to, `require/holder` a role or a group that a holder is not to have or lacks. \
          What is not known is not judged.",
    fix: "set it as the policy says, or change the policy",
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

/// A client that is switched off is not judged, unless that is what is demanded.
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
        let message = format!("it is a role of `{client}`, and belongs to {clients}");
        tell(report, require, "role", subject, &subject.place(&[]), message);
    }
}
