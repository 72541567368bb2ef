//! Guards against changes that the server does not take: it would refuse them, or ignore them and leave the plan as it was.

use realmform_kinds as kinds;
use realmform_kinds::request::merged;
use realmform_model::{Action, Body, Desired, Finding, Live, Path, Plan, Step};

/// Fields that a step sets to what the server does not take.
pub fn check(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Finding> {
    plan.steps.iter().flat_map(|step| of_step(step, desired, live)).collect()
}

fn of_step(step: &Step, desired: &Desired, live: &Live) -> Vec<Finding> {
    let object = live.objects.get(&step.address);
    let (fields, after): (Vec<Path>, Body) = match &step.action {
        Action::Create { body, secrets } => {
            (body.keys().map(|key| Path::of(&[key])).chain(secrets.iter().cloned()).collect(), body.clone())
        }
        Action::Update { changes, .. } => {
            (changes.iter().map(|change| change.path.clone()).collect(), merged(object, changes))
        }
        Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => return Vec::new(),
    };
    let before = object.map(|object| &object.body);
    let kind = kinds::of(step.address.kind);
    let refused = fields.iter().filter_map(|path| Some((path, kind.refuses(path.0.first()?, before, &after)?)));
    let findings = refused.map(|(path, why)| {
        let place = desired.objects.get(&step.address).map_or(&step.span, |declared| declared.place(path));
        let message = format!("Keycloak does not accept `{path}` of {}: {why}", step.address);
        let help = match before.and_then(|body| path.get(body)) {
            Some(value) if path.0.len() == 1 && !value.is_null() => {
                format!("set `{path}` to {value}, or remove this line")
            }
            _ => "remove this line".to_owned(),
        };
        Finding::error("config/refused", message).on(&step.address).at(place).help(help)
    });
    findings.collect()
}
