//! Reads both sides and makes the plan: what `plan` and `apply` have in common.

use crate::document::{Declared, Desired, Live, Side};
use crate::finding::{Finding, Severity};
use crate::moved::{Settled, settle};
use crate::plan::{Plan, build::build};
use crate::policy::Extent;
use crate::project::Project;
use crate::rule::{Beside, Context};
use crate::saved::Saved;
use crate::target::database;
use crate::target::open::Target;
use crate::target::{Failure, Reader, Secrets};
use crate::{policy, rules};

/// A plan, and what it was made from.
#[derive(Debug)]
pub struct Compared {
    pub plan: Plan,
    /// What the files say of the target.
    pub desired: Desired,
    pub settled: Settled,
    pub secrets: Secrets,
    /// Warnings and lesser findings.
    pub findings: Vec<Finding>,
}

/// Why there is no plan.
#[derive(Debug)]
pub enum Stop {
    /// Findings, one of them at least an error.
    Findings(Vec<Finding>),
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Lints, reads, settles and compares. Writes nothing.
///
/// # Errors
/// Findings of level error, or a target that cannot be read.
pub async fn compare(project: &Project, target: &Target) -> Result<Compared, Stop> {
    let (policies, mut findings) = policy::load(&project.root.join(policy::FOLDER), &project.root);
    findings.extend(project.findings.iter().cloned());
    let desired = desired_of(&project.desired, target);
    let apply = |found| policies.apply(found, policy::today(), Extent::Part);
    let linted = apply(rules::check(&Context::of_project(&desired, Beside::Unknown, &policies)));
    stop_at_errors(findings.iter().chain(&linted))?;

    let secrets = crate::secret::resolve(&desired, &project.root)?;
    let live: Live = target.read(Some(&desired)).await?;
    let settled = settle(live, &desired);
    findings.extend(settled.findings.iter().cloned());
    // Once more, now that what lives is known, so that names of what is nowhere are found.
    let linted = apply(rules::check(&Context::of_project(&desired, Beside::Live(&settled.live), &policies)));
    // Notes are for `lint`: here they would stand above every plan.
    findings.extend(linted.into_iter().filter(|finding| finding.severity > Severity::Info));
    stop_at_errors(findings.iter())?;

    let plan = build(&target.name, &desired, &settled, &secrets);
    Ok(Compared { plan, desired, settled, secrets, findings })
}

/// What lives now of that which a saved plan speaks of, with the plan's own moves settled.
///
/// # Errors
/// A target that cannot be read.
pub async fn revisit(saved: &Saved, target: &Target) -> Result<Settled, Failure> {
    Ok(settle(target.read(Some(&saved.desired)).await?, &saved.desired))
}

/// What is still left of a saved plan to do: nothing, when it was carried out.
pub fn left(saved: &Saved, now: &Settled, secrets: &Secrets) -> Plan {
    build(&saved.plan.target, &saved.desired, now, secrets)
}

/// What the files say of the sides that the target has.
fn desired_of(all: &Desired, target: &Target) -> Desired {
    let mut desired = Desired::default();
    for side in target.sides() {
        let only = all.only(side);
        if side == Side::Database && !only.objects.is_empty() {
            let tables = database::tables().into_iter().map(|table| {
                let body = database::describe(&table.name);
                (table, Declared { body, implied: true, ..Declared::default() })
            });
            desired.objects.extend(tables);
        }
        desired.objects.extend(only.objects);
        desired.moves.extend(only.moves);
    }
    desired
}

fn stop_at_errors<'a>(findings: impl Iterator<Item = &'a Finding> + Clone) -> Result<(), Stop> {
    if findings.clone().any(|finding| finding.severity == Severity::Error) {
        return Err(Stop::Findings(findings.cloned().collect()));
    }
    Ok(())
}
