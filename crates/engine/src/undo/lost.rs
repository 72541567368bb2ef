//! What does not come back when a plan is taken back, each in a sentence.

use std::collections::BTreeSet;

use super::names::Names;
use crate::saved::Saved;
use realmform_kinds as kinds;
use realmform_kinds::request::merged;
use realmform_model::review::Outside;
use realmform_model::words::counted;
use realmform_model::{Action, Address, Fall, Falls, Object, Side, Step};

/// What is lost for good, in the order of the plan's steps, under the former names.
pub(super) fn lost(saved: &Saved, names: &Names) -> Vec<Outside> {
    let creates = |step: &&Step| matches!(step.action, Action::Create { .. });
    let created: BTreeSet<&Address> = saved.plan.steps.iter().filter(creates).map(|step| &step.address).collect();
    let mut lost: Vec<Outside> = saved
        .before
        .iter()
        .filter(|(address, before)| before.is_none() && !address.lineage().any(|it| created.contains(it)))
        .map(|(address, _)| Outside {
            address: names.back(address),
            what: "came with the plan, and goes only with the setting of what it belongs to".to_owned(),
        })
        .collect();
    for step in &saved.plan.steps {
        let address = &step.address;
        let mut say = |what: String| lost.push(Outside { address: names.back(address), what });
        match &step.action {
            Action::Create { .. } if kinds::of(address.kind).marks().is_none() => {
                say("stays: realmform never deletes it".to_owned());
            }
            Action::Delete(deletion) => deleted(saved, address, &deletion.falls).into_iter().for_each(say),
            Action::Update { changes, .. } => {
                let secrets: BTreeSet<String> =
                    changes.iter().filter(|it| it.delta.is_secret()).map(|it| it.path.to_string()).collect();
                for secret in secrets {
                    say(format!(
                        "`{secret}` keeps its present value: secrets are never kept, so the former one is unknown"
                    ));
                }
                let before = saved.before.get(address).cloned().flatten().unwrap_or_default();
                let object = Object { body: before, ..Object::default() };
                for what in kinds::of(address.kind).loses(&object.body, &merged(Some(&object), changes)) {
                    say(format!("the change deleted {what}; they do not come back"));
                }
            }
            Action::Create { .. } | Action::Grant(_) | Action::Revoke(_) => {}
        }
    }
    lost
}

fn deleted(saved: &Saved, address: &Address, falls: &Falls) -> Vec<String> {
    let inside = saved.along.iter().filter(|(it, _)| it.lineage().any(|above| above == address));
    let (mut secrets, mut unkept) = (BTreeSet::new(), BTreeSet::new());
    for (it, fallen) in inside {
        secrets.extend(fallen.secrets.iter().map(|path| {
            (it != address)
                .then(|| it.to_string())
                .map_or_else(|| format!("`{path}`"), |it| format!("`{path}` of {it}"))
        }));
        unkept.extend(
            fallen.unkept.iter().map(|key| if it == address { format!("`{key}`") } else { format!("`{key}` of {it}") }),
        );
    }
    let listed = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join(", ");
    let mut lost = Vec::new();
    if address.kind.side() == Side::Realm {
        lost.push("is created anew, with a new id".to_owned());
    }
    if !secrets.is_empty() {
        lost.push(format!("secrets do not come back: {}", listed(secrets)));
    }
    if !unkept.is_empty() {
        lost.push(format!("fields that realmform does not manage do not come back: {}", listed(unkept)));
    }
    let people = [(Fall::Users, "user", "must be given it again"), (Fall::Members, "member", "must be added again")];
    for (fall, who, what) in people {
        lost.extend(falls.get(&fall).map(|number| format!("{} {what}", counted(*number, who))));
    }
    lost.extend(falls.get(&Fall::Sessions).map(|number| format!("{} ended with it", counted(*number, "session"))));
    lost
}
