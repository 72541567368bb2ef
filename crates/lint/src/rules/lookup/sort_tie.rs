//! Values that stand at the same place in the order of their type.

use crate::rule::{Check, Context, Report, Rule};
use crate::rules::lookup::facts::grouped;
use realmform_kinds::names;
use realmform_model::Severity;

pub(super) const RULE: Rule = Rule {
    code: "lookup/sort-tie",
    severity: Severity::Info,
    title: "Values of one lookup type have the same sort order",
    why: "A query that orders by it may answer the two in another order each time, so that lists in the application \
          seem to jump. Values of different parents may have the same order, and so may values without one (0).",
    fix: "give each value of the type its own `sort`, in steps of ten",
    links: &["https://www.postgresql.org/docs/current/queries-order.html"],
    check: Check::Whole(check),
    bad: &["[lookups.status.values]\nopen = { sort = 10 }\ndone = { sort = 10 }\nlost = { sort = 20 }\n"],
    good: &[
        "[lookups.status.values]\nopen = { sort = 10 }\ndone = { sort = 11 }\n",
        "[lookups.status.values]\nopen = { sort = 0 }\ndone = { sort = 0 }\nlost = {}\n",
        "[lookups.status.values]\nopen = { sort = 10 }\n\n[lookups.level.values]\nlow = { sort = 10 }\n",
        "[lookups.region.values]\nasia = { sort = 10 }\neurope = { sort = 20 }\n\n\
         [lookups.country.values]\nmy = { sort = 10, parent = \"region/asia\" }\n\
         de = { sort = 10, parent = \"region/europe\" }\n",
    ],
};

fn check(context: &Context, report: &mut Report) {
    let sorted = context.of_kind(names::LOOKUP).filter_map(|(address, subject)| {
        let sort = subject.int_or(&["sort"], 0).filter(|sort| *sort != 0)?;
        Some(((address.parent.as_deref(), subject.text(&["parent"]), sort), (address, subject)))
    });
    for ((_, _, sort), same) in grouped(sorted) {
        for pair in same.windows(2) {
            let [(other, first), (_, subject)] = pair else { continue };
            let message = format!("has the same sort order as `{}`: {sort}", other.name);
            report.at(subject, &["sort"], message).and_at("the other value", &first.place(&["sort"]));
        }
    }
}
