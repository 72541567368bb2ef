//! Judges a saved plan again before it is applied: by what `realmform.toml`, the policies and the flags say now, and not by
//! what they said, or what its file says that they said.

use std::collections::{BTreeMap, BTreeSet};

use crate::compare::{Guarded, Stop, guard, judge, stands_against};
use crate::judged::Judged;
use realmform_config::ownership;
use realmform_config::project::Project;
use realmform_engine::after::after;
use realmform_engine::saved::Saved;
use realmform_engine::settle::Settled;
use realmform_engine::{guards, risks};
use realmform_lint::baseline::Baseline;
use realmform_lint::policy;
use realmform_lint::rule::Beside;
use realmform_model::ownership::Ownership;
use realmform_model::review::Risk;
use realmform_model::rows::RowTable;
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

/// What whoever applies the plan says, and not its file.
#[derive(Debug, Default)]
pub struct Said {
    /// The number of `--allow-deletes`.
    pub allowed: Option<usize>,
    /// What the rules find and the baseline knows counts no more.
    pub baseline: Option<Baseline>,
    /// The digest of the plan was approved: that it takes another one back is more than its own file's word.
    pub approved: bool,
}

/// Judges the plan. `project` is its `realmform.toml` as it is now.
///
/// # Errors
/// A `realmform.toml` or policies with errors, or a target that cannot be read.
pub async fn again(
    saved: &Saved,
    now: &Settled,
    project: &Project,
    target: &Target,
    Said { allowed, baseline, approved }: Said,
) -> Result<Again, Stop> {
    let (policies, mut findings) = policy::load(&project.root.join(policy::FOLDER), &project.root);
    findings.extend(project.findings.iter().cloned());
    let Tables { ownership, declared, moved } = tables_of(project, saved, &target.name);
    let desired = Desired { ownership, tables: declared, ..saved.desired.clone() };
    // What an undone plan created was never declared to be deleted, and what was wrong before may be so again: who undoes it
    // says so, by its digest. A file alone could say it of any plan.
    let mut doubts = Vec::new();
    if !(approved && saved.undoes.is_some()) {
        doubts.extend(ownership::contradictions(&desired));
    }
    if saved.undoes.is_none() {
        findings.append(&mut doubts);
    }
    findings.extend(now.findings.iter().cloned());
    findings.retain(Finding::is_error);
    if !findings.is_empty() {
        return Err(Stop::Findings(findings));
    }
    let (mut counted, live) = (saved.plan.clone(), &now.live);
    let Guarded { mut blocked, .. } = guard(&mut counted, target, &desired, live, allowed).await?;
    let mut known = Vec::new();
    if !(approved && saved.undoes.is_some()) {
        doubts.extend(guards::permitted(&saved.plan, &desired.ownership, live));
        let found = judge(&desired, Beside::Live(live), &policies).into_iter();
        let found = found.filter(|finding| finding.severity > Severity::Info);
        let errors = Judged::by(&saved.plan, live, found).errors;
        let (new, found_before) = baseline.unwrap_or_default().split(errors);
        doubts.extend(new);
        known = found_before;
    }
    if saved.undoes.is_some() && !doubts.is_empty() {
        doubts.push(not_approved());
    }
    blocked.append(&mut doubts);
    blocked.extend(moved);
    blocked.extend(stands_against(&saved.plan, &desired, live, target).await);
    blocked.extend(untold(saved, now));
    Ok(Again { counted, blocked, known: known.len() })
}

/// What the project's tables say of a plan with rows.
struct Tables {
    /// What the project owns as it is now. Which rows may go, its tables say.
    ownership: Ownership,
    /// The tables with their rows, as they are declared now.
    declared: BTreeMap<String, RowTable>,
    /// Tables that the plan has otherwise than the project: its file alone does not decide where rows go.
    moved: Vec<Finding>,
}

fn tables_of(project: &Project, saved: &Saved, target: &str) -> Tables {
    if saved.desired.tables.is_empty() {
        let ownership = project.config.ownership.clone();
        return Tables { ownership, declared: BTreeMap::new(), moved: Vec::new() };
    }
    let now = project.clone().loaded_for(target).desired;
    let moved = saved.desired.tables.iter().filter(|(name, table)| {
        now.tables.get(*name).is_none_or(|now| {
            let references = |table: &RowTable| {
                let references = table.references.iter();
                references.map(|(name, it)| (name.clone(), it.column.clone(), it.to.clone())).collect::<Vec<_>>()
            };
            (&now.table, &now.key, references(now)) != (&table.table, &table.key, references(table))
        })
    });
    let moved = moved.map(|(name, table)| {
        let message =
            format!("the plan writes rows of `{}` as `tables.{name}`, and the project's files do not", table.table);
        Finding::error("plan/other-table", message).help("create a new plan from the files as they are")
    });
    let moved = moved.collect();
    Tables { ownership: now.ownership, declared: now.tables, moved }
}

/// Why what stands above it counts for a plan that takes another one back.
fn not_approved() -> Finding {
    let message =
        "this plan says that it takes back another one, but nobody approved it: it is judged as any other plan";
    let help = "review it, and pass the digest that `realmform undo` printed: `realmform apply PLAN --expect sha256:…`, or \
                set REALMFORM_PLAN_DIGEST";
    Finding::error("plan/undo-not-approved", message).help(help)
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
