//! Reads both sides and makes the plan: what `plan` and `apply` have in common.

use crate::document::{Declared, Desired, Live, Side};
use crate::finding::{Finding, Severity};
use crate::moved::{Settled, settle};
use crate::plan::{Plan, build::build};
use crate::project::Project;
use crate::target::database;
use crate::target::open::Target;
use crate::target::{Failure, Reader, Secrets};
use crate::{policy, rules};

/// A plan, and what it was made from.
#[derive(Debug)]
pub struct Compared {
    pub plan: Plan,
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
    let (policies, mut findings) = policy::load(&project.root);
    findings.extend(project.findings.iter().cloned());
    stop_at_errors(&findings)?;

    let desired = desired_of(&project.desired, target);
    findings.extend(rules::check(&rules::Context::of_project(&desired, None, &policies)));
    stop_at_errors(&findings)?;

    let secrets = crate::secret::resolve(&desired, &project.root)?;
    let live: Live = target.read(Some(&desired)).await?;
    let settled = settle(live, &desired);
    findings.extend(settled.findings.iter().cloned());
    findings.extend(rules::missing(&desired, &settled.live, &policies));
    stop_at_errors(&findings)?;

    let plan = build(&desired, &settled, &secrets);
    Ok(Compared { plan, settled, secrets, findings })
}

/// What the files say of the sides that the target has.
fn desired_of(all: &Desired, target: &Target) -> Desired {
    let mut desired = Desired::default();
    for side in target.sides() {
        let only = all.only(side);
        if side == Side::Database && !only.objects.is_empty() {
            let tables = database::tables().into_iter().map(|table| {
                let body = database::describe(&table);
                (table, Declared { body, implied: true, ..Declared::default() })
            });
            desired.objects.extend(tables);
        }
        desired.objects.extend(only.objects);
        desired.moves.extend(only.moves);
    }
    desired
}

fn stop_at_errors(findings: &[Finding]) -> Result<(), Stop> {
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Stop::Findings(findings.to_vec()));
    }
    Ok(())
}
