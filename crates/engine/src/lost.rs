//! Guards against changes that lose a secret: the server forgets it when its neighbours are written without it.

use realmform_kinds as kinds;
use realmform_model::{Action, Finding, Live, Path, Plan};

/// Secrets that the server shows nobody, and that a change beside them would lose.
pub fn check(plan: &Plan, live: &Live) -> Vec<Finding> {
    let mut findings = Vec::new();
    for step in &plan.steps {
        let (Action::Update { changes, .. }, Some(object)) = (&step.action, live.objects.get(&step.address)) else {
            continue;
        };
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
