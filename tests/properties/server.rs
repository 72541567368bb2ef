//! A server that knows nothing but names: it refuses what names something that is not there.

use std::collections::BTreeSet;

use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_kinds::reference::references;
use realmform_model::{Action, Address, Body, Delta, Live, Step};

pub(crate) struct Server {
    there: BTreeSet<Address>,
}

impl Server {
    pub(crate) fn of(live: &Live) -> Self {
        Self { there: live.objects.keys().cloned().collect() }
    }

    fn has(&self, address: &Address) -> bool {
        self.there.contains(address) || realmform_kinds::is_built_in(address, None)
    }

    fn has_all_of(&self, address: &Address, body: &Body) -> Result<(), String> {
        let is_client = |id: &str| self.there.contains(&names::client(id));
        for reference in references(kinds::of(address.kind).slots(), body, &is_client) {
            if !self.has(&reference.target) {
                return Err(format!("{address} names {}, which is not there", reference.target));
            }
        }
        Ok(())
    }

    /// The object itself, born with what it lives in where it is such a one.
    fn touch(&mut self, address: &Address) -> Result<(), String> {
        let born = address.kind == names::SERVICE_ACCOUNT;
        let home = address.parent.as_deref().filter(|_| born).unwrap_or(address);
        if self.has(home) { Ok(()) } else { Err(format!("{home} is not there")) }
    }

    pub(crate) fn carry_out(&mut self, step: &Step) -> Result<(), String> {
        let address = &step.address;
        match &step.action {
            Action::Create { body, .. } => {
                if let Some(missing) = address.lineage().skip(1).find(|outer| !self.has(outer)) {
                    return Err(format!("{address} is made in {missing}, which is not there"));
                }
                self.has_all_of(address, body)?;
                if !self.there.insert(address.clone()) {
                    return Err(format!("{address} is there already"));
                }
                Ok(())
            }
            Action::Update { renamed, changes } => {
                if let Some(renamed) = renamed {
                    let here = Address { parent: address.parent.clone(), ..renamed.from.clone() };
                    if !self.there.contains(&here) {
                        return Err(format!("{here} is to become {address}, and is not there"));
                    }
                    if self.there.contains(address) {
                        return Err(format!("{here} is to become {address}, which is taken"));
                    }
                    let old = std::mem::take(&mut self.there);
                    self.there = old.into_iter().map(|it| it.rekeyed(&here, address).unwrap_or(it)).collect();
                }
                self.touch(address)?;
                let mut after = Body::new();
                for change in changes {
                    match &change.delta {
                        Delta::Value { after: value, .. } => change.path.set(&mut after, value.clone()),
                        Delta::Set { added, .. } => change.path.set(&mut after, Some(added.clone().into())),
                        Delta::Secret | Delta::UnseenSecret => {}
                    }
                }
                self.has_all_of(address, &after)
            }
            Action::Delete(_) => {
                self.touch(address)?;
                self.there.retain(|it| !it.lineage().any(|it| it == address));
                Ok(())
            }
            Action::Grant(link) | Action::Revoke(link) => {
                self.touch(address)?;
                match link.targets.iter().find(|target| !self.has(target)) {
                    Some(missing) => Err(format!("{address} is joined with {missing}, which is not there")),
                    None => Ok(()),
                }
            }
        }
    }
}
