//! What a change would lose that it does not speak of: secrets that the server forgets when their neighbours are written
//! without them, and what it deletes with a setting that is switched off.

use realmform_kinds as kinds;
use realmform_kinds::request::merged;
use realmform_model::{Action, Change, Finding, Live, Object, Path, Plan, Step};

/// Warnings of what goes for good with a change that is allowed.
pub fn warnings(plan: &Plan, live: &Live) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (step, object, changes) in updates(plan, live) {
        for what in kinds::of(step.address.kind).loses(&object.body, &merged(Some(object), changes)) {
            let message = format!("this change of {} deletes {what}", step.address);
            let help = "keep a copy if you need it: it does not come back when the change is taken back";
            findings.push(Finding::warning("settings/lost", message).on(&step.address).at(&step.span).help(help));
        }
    }
    findings
}

/// Secrets that the server shows nobody, and that a change beside them would lose.
pub fn secrets(plan: &Plan, live: &Live) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (step, object, changes) in updates(plan, live) {
        for keys in kinds::of(step.address.kind).forgotten() {
            let path = Path::of(keys);
            let is_sent = changes.iter().any(|change| change.path == path);
            let touched = changes.iter().find(|change| change.path.0.first() == path.0.first());
            if let (true, false, Some(change)) =
                (object.secrets.get(&path).is_some_and(Option::is_none), is_sent, touched)
            {
                let message = format!("changing `{}` of {} would lose the live `{path}`", change.path, step.address);
                let help = format!("declare `{path}` as a reference, so that it is sent again");
                findings.push(Finding::error("secret/lost", message).on(&step.address).at(&step.span).help(help));
            }
        }
    }
    findings
}

/// The steps that change what lives, each with that and with what changes.
fn updates<'a>(plan: &'a Plan, live: &'a Live) -> impl Iterator<Item = (&'a Step, &'a Object, &'a [Change])> {
    plan.steps.iter().filter_map(|step| match &step.action {
        Action::Update { changes, .. } => Some((step, live.objects.get(&step.address)?, changes.as_slice())),
        Action::Create { .. } | Action::Grant(_) | Action::Revoke(_) | Action::Delete(_) => None,
    })
}
