//! Guards against changes that the server does not take: it would refuse them, or ignore them and leave the plan as it was.

use realmform_kinds as kinds;
use realmform_model::{Desired, Finding, Live, Path, Plan};

mod fixed;
mod long;
pub mod newer;
mod written;

use written::{CODE, Written};

/// What the plan sets or changes, and the server does not take.
pub fn check(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Finding> {
    let written = plan.steps.iter().filter_map(|step| Written::by(step, desired, live));
    let of_fields = written.flat_map(|written| [by_its_kind(&written), long::check(&written)].concat());
    of_fields.chain(fixed::check(plan, live)).collect()
}

/// Fields that a kind says are not taken so.
fn by_its_kind(written: &Written) -> Vec<Finding> {
    let address = &written.step.address;
    let kind = kinds::of(address.kind);
    let why = |path: &Path| kind.refuses(path.0.first()?, written.before, &written.after);
    let refused = written.paths.iter().filter_map(|path| Some((path, why(path)?)));
    let findings = refused.map(|(path, why)| {
        let message = format!("Keycloak does not accept `{path}` of {address}: {why}");
        let help = match written.before.and_then(|body| path.get(body)) {
            Some(value) if path.0.len() == 1 && !value.is_null() => {
                format!("set `{path}` to {value}, or remove this line")
            }
            _ => "remove this line".to_owned(),
        };
        Finding::error(CODE, message).on(address).at(written.place(path)).help(help)
    });
    findings.collect()
}
