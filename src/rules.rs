//! The list of all lint rules. A new rule is a file beside the others and two lines here.

use crate::finding::Finding;
use crate::rule::{Context, Rule};

mod codes;
mod cycle;
mod naming;
mod reference;
#[cfg(test)]
mod tests;

pub use codes::codes;

/// Every rule there is.
pub const ALL: &[&dyn Rule] = &[&naming::Naming, &reference::Missing, &cycle::Cycle];

/// What all rules find, by place and then by code.
pub fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in ALL {
        rule.check(context, &mut findings);
    }
    findings.sort_by(|one, other| order(one).cmp(&order(other)));
    findings
}

fn order(finding: &Finding) -> (Option<&std::path::Path>, usize, &str, Option<&str>, &str) {
    let span = finding.span.as_ref();
    (
        span.map(|span| span.source.path.as_path()),
        span.map_or(0, |span| span.offset),
        &finding.code,
        finding.object.as_deref(),
        &finding.message,
    )
}
