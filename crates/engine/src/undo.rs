//! The plan that takes back what an applied plan did. Not the steps are turned round, but the state: each touched object gets
//! its former fields and its former name, so that the plan is made and ordered as every other.

mod changed;
mod former;
mod lost;
mod names;
mod touched;

use std::collections::BTreeSet;

use crate::build::{build, deletion};
use crate::order::order;
use crate::saved::Saved;
use crate::settle::{Settled, settle};
use former::Former;
use names::Names;
use realmform_kinds as kinds;
use realmform_model::{Declared, Desired, Finding, Live, Plan, Secrets, Span, Step};
use touched::Touched;

pub use changed::changed;

/// A plan that takes another back, with what it is made from.
#[derive(Debug)]
pub struct Undoing {
    /// The plan; its review says what does not come back.
    pub plan: Plan,
    /// The former state of what it touches.
    pub desired: Desired,
    /// What lives, under its former names.
    pub settled: Settled,
}

/// What has to be read for it: all that the plan touched, and what its deletions affected.
pub fn wanted(saved: &Saved) -> Desired {
    let mut wanted = saved.desired.clone();
    let before = saved.before.iter().map(|(address, body)| (address, body.clone().unwrap_or_default()));
    let along = saved.along.iter().map(|(address, fallen)| (address, fallen.before.clone()));
    for (address, body) in before.chain(along) {
        wanted.objects.entry(address.clone()).or_default().body.extend(body);
    }
    wanted
}

/// Makes the plan. `now` is what lives, under the names that the applied plan gave.
///
/// # Errors
/// The former names cannot be given: somebody has them, or nothing but a pattern could say which they are.
pub fn undo(saved: &Saved, now: Live) -> Result<Undoing, Vec<Finding>> {
    let (names, touched) = (Names::of(saved), Touched::by(&saved.plan));
    let tables = saved.desired.tables.clone();
    let moves = Desired { moves: names.moves(), tables, ..Desired::default() };
    let former = Former::of(saved, &now, &moves);
    let settled = settle(now, &moves);
    let mut findings: Vec<Finding> = settled.findings.iter().filter(|finding| finding.is_error()).cloned().collect();
    findings.extend(settled.renames.keys().filter(|to| !names.gives(to)).map(|to| {
        let message = format!("cannot rename back to {to}: a name with `*` stands for others, too");
        Finding::error("undo/pattern", message)
            .on(to)
            .help("rename it by hand, and undo the rest by a plan with `--only`")
    }));
    if !findings.is_empty() {
        return Err(findings);
    }
    let (mut desired, mut deleted) = (moves, BTreeSet::new());
    for address in saved.before.keys() {
        let old = names.back(address);
        match (former.body(&old), settled.live.objects.get(&old)) {
            (Some(body), Some(live)) => {
                let body = former.fields(&touched, address, body, &live.body);
                desired.objects.insert(old, Declared { body, ..Declared::default() });
            }
            (Some(body), None) => {
                _ = desired.objects.insert(old, Declared { body: body.clone(), ..Declared::default() })
            }
            (None, Some(_)) if touched.creates(address) && kinds::of(address.kind).marks().is_some() => {
                deleted.insert(old);
            }
            (None, _) => {}
        }
    }
    for address in saved.along.keys().filter(|address| !saved.before.contains_key(*address)) {
        let old = names.back(address);
        let Some(body) = former.body(&old) else { continue };
        let body = match (touched.is_gone(address), settled.live.objects.get(&old)) {
            (true, _) => body.clone(),
            (false, Some(live)) => former.names_lost(&old, body, &live.body, &names),
            (false, None) => continue,
        };
        desired.objects.insert(old, Declared { body, ..Declared::default() });
    }
    let mut plan = build(&saved.plan.target, &desired, &settled, &Secrets::new());
    let whole = deleted.iter().filter(|address| !address.lineage().skip(1).any(|above| deleted.contains(above)));
    let deletions = whole.map(|address| deletion(address, &settled.live, &Span::default()));
    let stays = |step: &Step| !step.address.lineage().any(|it| deleted.contains(it));
    let steps = std::mem::take(&mut plan.steps).into_iter().filter(stays);
    plan.steps = order(steps.chain(deletions).collect());
    plan.review.lost = lost::lost(saved, &names);
    Ok(Undoing { plan, desired, settled })
}
