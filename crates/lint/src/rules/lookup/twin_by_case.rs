//! Codes of one type that differ only in case or in surrounding whitespace.

use crate::rule::{Check, Context, Report, Rule, Subject};
use crate::rules::lookup::facts::{grouped, undeclared};
use realmform_kinds::names;
use realmform_model::{Address, Severity};

pub(super) const RULE: Rule = Rule {
    code: "lookup/twin-by-case",
    severity: Severity::Warning,
    title: "Lookup codes that differ only in case or whitespace",
    why: "Two values of one type, or two types, whose codes differ only in case look like one to people and to many \
          programs. Databases do not agree on it either: some take the second row for a duplicate of the first. Rows \
          of the application then refer to the one or to the other by accident.",
    fix: "keep one of the two, and rename the other with a `[[moved]]` block or take it away",
    links: &["https://dev.mysql.com/doc/refman/8.4/en/case-sensitivity.html"],
    check: Check::Whole(check),
    bad: &[
        "[lookups.user_status.values]\nactive = { label.en = \"Active\" }\nActive = { label.en = \"Active\" }\n",
        "[lookups.user_status.values]\nactive = {}\n\"active \" = {}\n",
        "[lookups.status]\nlabel.en = \"Status\"\n\n[lookups.Status]\nlabel.en = \"Status\"\n",
    ],
    good: &[
        "[lookups.user_status.values]\nactive = {}\ninactive = {}\n",
        // Of two types.
        "[lookups.user_status.values]\nactive = {}\n\n[lookups.job_status.values]\nActive = {}\n",
    ],
};

fn check(context: &Context, report: &mut Report) {
    for kind in [names::LOOKUP_TYPE, names::LOOKUP] {
        let declared = context.of_kind(kind).map(|(address, subject)| (folded(address), (address, Some(subject))));
        let others = undeclared(context, kind).map(|(address, _)| (folded(address), (address, None)));
        for twins in grouped(others.chain(declared)).into_values() {
            tell(&twins, report);
        }
    }
}

fn folded(address: &Address) -> (Option<&Address>, String) {
    (address.parent.as_deref(), address.name.trim().to_lowercase())
}

/// Each declared one but the first has the one before it as its twin.
fn tell(twins: &[(&Address, Option<&Subject>)], report: &mut Report) {
    for pair in twins.windows(2) {
        let [(other, first), (address, Some(subject))] = pair else { continue };
        let message = format!("`{}` differs from `{}` only in case or whitespace", address.name, other.name);
        let place = first.map(|first| first.place(&[])).unwrap_or_default();
        report.at(subject, &[], message).and_at("the other one", &place);
    }
}
