//! What a reviewer must know of a plan beside its steps, as far as the engine and the rules know it.

use std::collections::{BTreeMap, BTreeSet};

use realmform_engine::after::after;
use realmform_engine::{lookalikes, risks, secrets};
use realmform_lint::policy::{self, Extent, Policies};
use realmform_lint::rule::{Beside, Context};
use realmform_lint::rules;
use realmform_model::review::Lint;
use realmform_model::{Address, Body, Declared, Desired, Finding, Live, Plan};

/// Fills the plan's review, but for whom it affects: that may take another look at the target.
pub(crate) fn fill(plan: &mut Plan, desired: &Desired, live: &Live, policies: &Policies, blocked: &[Finding]) {
    plan.review.blocked = blocked.to_vec();
    if plan.is_empty() {
        return;
    }
    let after = after(plan, live);
    let (added, mended) = lint(live, &after, policies);
    (plan.review.added, plan.review.mended) = (added, mended);
    plan.review.risks = risks::risks(plan, live, &after);
    plan.review.outside = risks::outside(plan, live);
    plan.review.secrets = secrets::sent(plan, desired);
    plan.review.lookalikes = lookalikes::lookalikes(plan, desired, live);
}

/// Takes findings that were known before out of what the plan adds.
pub(crate) fn leave_out(plan: &mut Plan, known: &[Finding]) {
    let known: BTreeSet<_> = known.iter().map(|finding| (&finding.code, &finding.object)).collect();
    plan.review.added.retain(|lint| lint.object.is_none() || !known.contains(&(&lint.code, &lint.object)));
}

/// What the rules find on the touched objects after the plan and not before, and the other way round.
fn lint(live: &Live, after: &BTreeMap<Address, Option<Body>>, policies: &Policies) -> (Vec<Lint>, Vec<Lint>) {
    let old = after.keys().filter_map(|address| Some((address.clone(), live.objects.get(address)?.body.clone())));
    let before = found(old, live, policies);
    let new = after.iter().filter_map(|(address, body)| Some((address.clone(), body.clone()?)));
    // What the plan makes of the realm: names of what it creates are known, those of what it deletes are not.
    let (mut then, mut gone) = (live.clone(), BTreeSet::new());
    for (address, body) in after {
        match body {
            Some(body) => {
                let object = then.objects.entry(address.clone()).or_default();
                object.body = body.clone();
            }
            None => _ = gone.insert(address),
        }
    }
    then.objects.retain(|address, _| !address.lineage().any(|it| gone.contains(it)));
    let after = found(new, &then, policies);
    (after.difference(&before).cloned().collect(), before.difference(&after).cloned().collect())
}

fn found(objects: impl Iterator<Item = (Address, Body)>, live: &Live, policies: &Policies) -> BTreeSet<Lint> {
    let objects = objects.map(|(address, body)| (address, Declared { body, ..Declared::default() }));
    let desired = Desired { objects: objects.collect(), ..Desired::default() };
    let found = rules::check(&Context::of_project(&desired, Beside::Live(live), policies));
    let found = policies.apply(found, policy::today(), Extent::Part);
    found.iter().map(Lint::of).filter(Lint::is_serious).collect()
}
