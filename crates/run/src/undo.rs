//! Makes the plan that takes an applied plan back: read, made, and judged like every other.

use std::collections::BTreeSet;

use crate::compare::{Compared, Guarded, Stop, guard, stands_against};
use crate::review;
use realmform_config::project::Project;
use realmform_engine::lost;
use realmform_engine::saved::{Saved, Stale, stale};
use realmform_engine::settle::settle;
use realmform_engine::undo::{self, Undoing};
use realmform_lint::policy;
use realmform_model::{Finding, Secrets, Side};
use realmform_targets::Reader;
use realmform_targets::target::Target;

/// Why an applied plan is not taken back.
#[derive(Debug)]
pub enum NotUndone {
    /// Objects are not as the plan left them.
    Changed(Vec<Stale>),
    /// What stops any plan.
    Stop(Stop),
}

impl<T: Into<Stop>> From<T> for NotUndone {
    fn from(stop: T) -> Self {
        Self::Stop(stop.into())
    }
}

/// The plan that takes this one back. `project` is its `realmform.toml` as it is now, `allowed` the number of
/// `--allow-deletes`.
///
/// # Errors
/// What the plan touched has changed since, its former names cannot be given, or the target cannot be read.
pub async fn undo(
    applied: &Saved,
    project: &Project,
    target: &Target,
    allowed: Option<usize>,
) -> Result<Compared, NotUndone> {
    let (policies, mut wrong) = policy::load(&project.root.join(policy::FOLDER), &project.root);
    wrong.extend(project.findings.iter().cloned());
    wrong.retain(Finding::is_error);
    let live = target.read(Some(&undo::wanted(applied))).await?;
    let settled = settle(live.clone(), &applied.desired);
    wrong.extend(settled.findings.iter().filter(|finding| finding.is_error()).cloned());
    if !wrong.is_empty() {
        return Err(NotUndone::Stop(Stop::Findings(wrong)));
    }
    let changed = undo::changed(applied, &settled);
    if !changed.is_empty() {
        return Err(NotUndone::Changed(changed));
    }
    let Undoing { mut plan, mut desired, settled } =
        undo::undo(applied, live).map_err(|findings| NotUndone::Stop(Stop::Findings(findings)))?;
    desired.ownership = project.config.ownership.clone();
    let Guarded { mut blocked, whole, along, risks } =
        guard(&mut plan, target, &desired, &settled.live, allowed).await?;
    blocked.extend(stands_against(&plan, &desired, &settled.live, target).await);
    plan.places = target.places.clone();
    let findings = lost::warnings(&plan, &settled.live);
    review::fill(&mut plan, &desired, &settled.live, &policies, &blocked);
    plan.review.risks.extend(risks);
    plan.review.risks.sort();
    let compared = Compared {
        plan,
        desired,
        settled,
        secrets: Secrets::new(),
        findings,
        untouched: Vec::new(),
        known: 0,
        left_out: BTreeSet::new(),
        whole,
        guarded: blocked,
        along,
        undoes: Some(applied.digest()),
    };
    // What is granted must still be there.
    let granted = stale(&compared.saved(target.places.clone(), None, String::new()), &compared.settled);
    if granted.is_empty() { Ok(compared) } else { Err(NotUndone::Changed(granted)) }
}

/// Whether the plan made the realm, which no plan takes back.
pub fn makes_realm(applied: &Saved) -> bool {
    applied.plan.makes.contains(&Side::Realm)
}
