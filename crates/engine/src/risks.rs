//! What a plan makes wider or weaker, and what the world outside must change with it.

use std::collections::BTreeMap;

use realmform_kinds as kinds;
use realmform_kinds::wider::{is_administrative, widened};
use realmform_model::review::{Outside, Risk};
use realmform_model::{Action, Address, Body, Live, Plan};

/// What gets wider, in the order of addresses. `live` has the touched objects under the plan's names, `after` as the plan
/// leaves them.
pub fn risks(plan: &Plan, live: &Live, after: &BTreeMap<Address, Option<Body>>) -> Vec<Risk> {
    let mut risks = Vec::new();
    for (address, after) in after.iter().filter_map(|(address, after)| Some((address, after.as_ref()?))) {
        let before = live.objects.get(address).map(|object| &object.body);
        let wider = widened(kinds::of(address.kind).wider(), before, after);
        risks.extend(wider.into_iter().map(|(path, what)| Risk { address: address.clone(), path, what }));
    }
    for step in &plan.steps {
        let Action::Grant(link) = &step.action else { continue };
        for role in link.targets.iter().filter(|role| is_administrative(role, live)) {
            let what = format!("administrator role {role}");
            risks.push(Risk { address: step.address.clone(), path: link.path.clone(), what });
        }
    }
    risks.sort();
    risks.dedup();
    risks
}

/// What others must change with the plan's renames and deletions, in its order.
pub fn outside(plan: &Plan, live: &Live) -> Vec<Outside> {
    let known_by = |address: &Address, body: &Body| kinds::of(address.kind).known_by(body);
    let mut outside = Vec::new();
    for step in &plan.steps {
        let address = &step.address;
        let what = match &step.action {
            Action::Update { renamed: Some(renamed), .. } => {
                let body = live.objects.get(address).map(|object| &object.body);
                body.and_then(|body| known_by(address, body)).map(|name| {
                    format!(
                        "every application that uses the {name} `{}` must change to `{}`",
                        renamed.from.shown_name(),
                        address.shown_name()
                    )
                })
            }
            Action::Delete(deletion) => known_by(address, &deletion.before).map(|name| {
                format!("applications that use the {name} `{}` can no longer sign in", address.shown_name())
            }),
            _ => None,
        };
        outside.extend(what.map(|what| Outside { address: address.clone(), what }));
    }
    outside
}
