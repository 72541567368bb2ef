//! Fields that a server is too old for: it refuses every request that has one, without a word of which.

use std::collections::BTreeMap;

use realmform_kinds as kinds;
use realmform_kinds::representation::{self, Version};
use realmform_model::{Desired, Finding, Live, Path, Plan, Step};

use super::written::{Written, paths};

/// Whether the plan sets a field that not every known version has, so that the server's version matters.
pub fn needs_version(plan: &Plan) -> bool {
    plan.steps.iter().any(|step| !younger(step).is_empty())
}

/// The fields that the plan sets and that a server of this version does not know.
pub fn check(plan: &Plan, desired: &Desired, live: &Live, server: &str) -> Vec<Finding> {
    let Some(version) = Version::of(server) else { return Vec::new() };
    let mut findings = Vec::new();
    for written in plan.steps.iter().filter_map(|step| Written::by(step, desired, live)) {
        let address = &written.step.address;
        for (field, since) in younger(written.step).into_iter().filter(|(_, since)| *since > version) {
            let message =
                format!("`{field}` of {address} came with Keycloak {since}, and the server is Keycloak {server}");
            let help = "remove this line, or upgrade the server";
            let finding = Finding::error("config/newer-field", message).on(address);
            findings.push(finding.at(written.place(&Path::of(&[&field]))).help(help));
        }
    }
    findings
}

/// The fields that a step sets and that came with a later version than the oldest known one, each with that.
fn younger(step: &Step) -> BTreeMap<String, Version> {
    let Some(class) = representation::of_kind(kinds::of(step.address.kind)) else { return BTreeMap::new() };
    let since = |field: &str| representation::field(class, field)?.since;
    let fields = paths(step).into_iter().filter_map(|path| path.0.into_iter().next());
    fields.filter_map(|field| Some((field.clone(), since(&field)?))).collect()
}
