//! Which findings can stop an apply: those on what the plan changes. What stays as it is, it cannot.

use std::collections::BTreeSet;

use realmform_model::{Action, Address, Finding, Link, Live, Plan};

/// What lint found, by what the plan does.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    /// Errors on what the plan creates or changes, and names of what is nowhere in what it joins.
    pub errors: Vec<Finding>,
    /// Warnings on what the plan creates or changes.
    pub warnings: Vec<Finding>,
    /// The rest.
    pub untouched: Vec<Finding>,
}

impl Judged {
    /// Sorts the findings by what the plan changes.
    pub(crate) fn by(plan: &Plan, live: &Live, findings: impl Iterator<Item = Finding>) -> Self {
        let touched: BTreeSet<String> = plan.steps.iter().map(|step| step.address.to_string()).collect();
        let joins_nothing = joins_what_is_nowhere(plan, live);
        let mut judged = Self::default();
        for finding in findings {
            let is_touched = match &finding.object {
                Some(object) => touched.contains(object),
                // What is said of no object is said of all that the plan does.
                None => !plan.is_empty(),
            };
            let is_in_the_way = is_touched || joins_nothing && finding.code.starts_with("reference/");
            match (is_in_the_way, finding.is_error()) {
                (true, true) => judged.errors.push(finding),
                (true, false) => judged.warnings.push(finding),
                (false, _) => judged.untouched.push(finding),
            }
        }
        judged
    }
}

/// Whether a step grants or assigns something that neither lives nor is created.
fn joins_what_is_nowhere(plan: &Plan, live: &Live) -> bool {
    let creates = |step: &&realmform_model::Step| matches!(step.action, Action::Create { .. });
    let created: BTreeSet<&Address> = plan.steps.iter().filter(creates).map(|step| &step.address).collect();
    let is_nowhere = |target: &Address| !live.objects.contains_key(target) && !created.contains(target);
    plan.steps.iter().any(|step| match &step.action {
        Action::Grant(Link { targets, .. }) => targets.iter().any(is_nowhere),
        _ => false,
    })
}
