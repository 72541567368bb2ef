//! Changes of objects that nobody may change.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_kinds::fresh;
use realmform_kinds::reference::references;
use realmform_model::{Action, Address, Finding, Live, Plan, Side, Step};

use super::written::CODE;

/// One finding for each such object.
pub(super) fn check(plan: &Plan, live: &Live) -> Vec<Finding> {
    let mut known = BTreeSet::new();
    let steps = plan.steps.iter().filter(|step| kinds::is_fixed(&step.address, live) && !is_made_so(step, live));
    let findings = steps.filter(|step| known.insert(&step.address)).map(|step| {
        let message = format!("nobody can change {}: Keycloak uses it to administer the realm", step.address);
        let help = "remove it from the files, or declare it as it is";
        Finding::error(CODE, message).on(&step.address).at(&step.span).help(help)
    });
    findings.collect()
}

/// Whether Keycloak itself makes the object so, with a realm that the plan creates.
fn is_made_so(step: &Step, live: &Live) -> bool {
    let made = fresh::realm().objects.get(&step.address);
    let (true, Some(made)) = (live.absent.contains(&Side::Realm), made) else { return false };
    match &step.action {
        Action::Create { body, secrets } => secrets.is_empty() && fresh::difference(body, &made.body).is_empty(),
        Action::Grant(link) => {
            let there = references(kinds::of(step.address.kind).slots(), &made.body, &|_| false);
            let has = |target: &Address| there.iter().any(|it| it.path == link.path && it.target == *target);
            link.targets.iter().all(has)
        }
        Action::Update { .. } | Action::Revoke(_) | Action::Delete(_) => false,
    }
}
