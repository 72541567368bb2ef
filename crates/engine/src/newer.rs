//! Fields that a server is too old for: it refuses every request that has one, without a word of which.

use realmform_kinds as kinds;
use realmform_kinds::representation::{self, Version};
use realmform_model::{Action, Desired, Finding, Path, Plan, Step};

/// Whether the plan sets a field that not every known version has, so that the server's version matters.
pub fn needs_version(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| !younger(step).is_empty())
}

/// The fields that the plan sets and that a server of this version does not know.
pub fn check(plan: &Plan, desired: &Desired, server: &str) -> Vec<Finding> {
    let Some(version) = Version::of(server) else { return Vec::new() };
    let too_new =
        |step| younger(step).into_iter().filter(|(_, since)| *since > version).map(move |found| (step, found));
    let findings = plan.steps.iter().flat_map(too_new).map(|(step, (field, since))| {
        let path = Path::of(&[&field]);
        let place = desired.objects.get(&step.address).map_or(&step.span, |declared| declared.place(&path));
        let message =
            format!("`{field}` of {} came with Keycloak {since}, and the server is Keycloak {server}", step.address);
        let help = "remove this line, or upgrade the server";
        Finding::error("config/newer-field", message).on(&step.address).at(place).help(help)
    });
    findings.collect()
}

/// The fields that a step sets and that came with a later version than the oldest known one, each with that.
fn younger(step: &Step) -> Vec<(String, Version)> {
    let mut fields: Vec<&str> = match &step.action {
        Action::Create { body, .. } => body.keys().map(String::as_str).collect(),
        Action::Update { changes, .. } => {
            changes.iter().filter_map(|change| change.path.0.first().map(String::as_str)).collect()
        }
        Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => Vec::new(),
    };
    fields.dedup();
    let Some(class) = representation::of_kind(kinds::of(step.address.kind)) else { return Vec::new() };
    let since = |field: &str| representation::field(class, field)?.since;
    fields.into_iter().filter_map(|field| Some((field.to_owned(), since(field)?))).collect()
}
