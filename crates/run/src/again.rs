//! Judges a saved plan again before it is applied: by what `realmform.toml`, the policies and the flags say now, and not by
//! what they said, or what its file says that they said.

use std::collections::BTreeSet;

use crate::compare::{Guarded, Stop, guard, judge, stands_against};
use crate::judged::Judged;
use realmform_config::ownership;
use realmform_config::project::Project;
use realmform_engine::after::after;
use realmform_engine::saved::Saved;
use realmform_engine::settle::Settled;
use realmform_engine::{guards, risks, rows};
use realmform_lint::baseline::Baseline;
use realmform_lint::policy;
use realmform_lint::rule::Beside;
use realmform_model::ownership::Ownership;
use realmform_model::review::Risk;
use realmform_model::{Desired, Finding, Plan, Severity};
use realmform_targets::target::Target;

/// A saved plan as it is judged now.
#[derive(Debug)]
pub struct Again {
    /// The plan, with what its deletions affect counted anew.
    pub counted: Plan,
    /// What keeps it from being applied.
    pub blocked: Vec<Finding>,
    /// How many more findings would, if the baseline did not know them.
    pub known: usize,
}

/// Judges the plan. `project` is its `realmform.toml` as it is now, `allowed` the number of `--allow-deletes`. What the
/// rules find and the baseline knows counts no more.
///
/// # Errors
/// A `realmform.toml` or policies with errors, or a target that cannot be read.
pub async fn again(
    saved: &Saved,
    now: &Settled,
    project: &Project,
    target: &Target,
    allowed: Option<usize>,
    baseline: Option<Baseline>,
) -> Result<Again, Stop> {
    let (policies, mut findings) = policy::load(&project.root.join(policy::FOLDER), &project.root);
    findings.extend(project.findings.iter().cloned());
    let desired = Desired { ownership: owned_by(project, &saved.plan, &target.name), ..saved.desired.clone() };
    if saved.undoes.is_none() {
        findings.extend(ownership::contradictions(&desired));
    }
    findings.extend(now.findings.iter().cloned());
    findings.retain(Finding::is_error);
    if !findings.is_empty() {
        return Err(Stop::Findings(findings));
    }
    let (mut counted, live) = (saved.plan.clone(), &now.live);
    let Guarded { mut blocked, .. } = guard(&mut counted, target, &desired, live, allowed).await?;
    let mut known = Vec::new();
    // What an undone plan created was never declared to be deleted: who undoes it says so.
    if saved.undoes.is_none() {
        blocked.extend(guards::permitted(&saved.plan, &desired.ownership, live));
        let found = judge(&desired, Beside::Live(live), &policies).into_iter();
        let found = found.filter(|finding| finding.severity > Severity::Info);
        let errors = Judged::by(&saved.plan, live, found).errors;
        let (new, found_before) = baseline.unwrap_or_default().split(errors);
        blocked.extend(new);
        known = found_before;
    }
    blocked.extend(stands_against(&saved.plan, &desired, live, target).await);
    blocked.extend(untold(saved, now));
    Ok(Again { counted, blocked, known: known.len() })
}

/// What the project owns as it is now. Which rows may go, its tables say.
fn owned_by(project: &Project, plan: &Plan, target: &str) -> Ownership {
    match rows::deleted(plan).is_empty() {
        true => project.config.ownership.clone(),
        false => project.clone().loaded_for(target).desired.ownership,
    }
}

/// What the plan makes wider, and its review does not say.
fn untold(saved: &Saved, now: &Settled) -> Vec<Finding> {
    let told: BTreeSet<&Risk> = saved.plan.review.risks.iter().collect();
    let risks = risks::risks(&saved.plan, &now.live, &after(&saved.plan, &now.live));
    let untold = risks.into_iter().filter(|risk| !told.contains(risk));
    let findings = untold.map(|risk| {
        let field = if risk.path.0.is_empty() { String::new() } else { format!(" `{}`", risk.path) };
        let message = format!(
            "the plan makes {}{field} wider ({}), but the review in its file does not say so",
            risk.address, risk.what
        );
        let help = "create a new plan with `realmform plan --out FILE`, have it reviewed, and apply it";
        Finding::error("plan/untold-risk", message).on(&risk.address).help(help)
    });
    findings.collect()
}
