//! The secrets that a plan sends, where their values come from, and those that it does not compare.

use crate::select::Choice;
use realmform_model::{Address, Desired, Live, Path, Plan, SecretSource};

/// Each secret that a step sends, in the order of the steps.
pub fn sent(plan: &Plan, desired: &Desired) -> Vec<(Address, Path, SecretSource)> {
    let sent = plan.steps.iter().flat_map(|step| step.action.secrets().into_iter().map(|path| (&step.address, path)));
    sent.filter_map(|(address, path)| {
        let source = desired.objects.get(address)?.secrets.get(path)?;
        Some((address.clone(), path.clone(), source.clone()))
    })
    .collect()
}

/// The chosen secrets of what lives that the target shows, so that they could be compared.
pub fn uncompared(choice: &Choice, desired: &Desired, live: &Live) -> Vec<(Address, Path)> {
    let mut found = Vec::new();
    for (address, declared) in desired.objects.iter().filter(|(address, _)| choice.takes(address)) {
        let Some(object) = live.objects.get(address) else { continue };
        let given = declared.secrets.iter().filter(|(_, source)| **source != SecretSource::Generate);
        let shown = given.filter(|(path, _)| !matches!(object.secrets.get(*path), Some(None)));
        found.extend(shown.map(|(path, _)| (address.clone(), path.clone())));
    }
    found
}
