//! The users of roles and groups, from whichever target has them.

use std::collections::{BTreeMap, BTreeSet};

use realmform_kinds as kinds;
use realmform_model::{Address, Failure, Live};

use crate::target::{RealmSide, Target};

/// The users of roles and groups, by their ids, without service accounts.
#[derive(Debug, Default)]
pub struct Found {
    /// For each role or group its users.
    pub people: BTreeMap<Address, BTreeSet<String>>,
    /// Those that have more users than were counted.
    pub cut: BTreeSet<Address>,
}

impl Target {
    /// The users of each of these, with what it is called now; `live` is all there is, under the plan's names.
    ///
    /// # Errors
    /// The server cannot be asked, or not by this account.
    pub async fn people(&self, live: &Live, asked: &BTreeMap<Address, Address>) -> Result<Found, Failure> {
        match &self.realm {
            Some(RealmSide::Keycloak(keycloak)) if !asked.is_empty() => keycloak.people(live, asked).await,
            Some(RealmSide::Export(_)) => Ok(in_document(live, asked)),
            _ => Ok(Found::default()),
        }
    }
}

/// The users that an export's realm has.
fn in_document(live: &Live, asked: &BTreeMap<Address, Address>) -> Found {
    let mut found = Found::default();
    let people = live.objects.iter().flat_map(|(address, object)| kinds::of(address.kind).people(&object.body));
    for (index, named) in people.enumerate() {
        for address in named.into_iter().filter(|address| asked.contains_key(address)) {
            found.people.entry(address).or_default().insert(index.to_string());
        }
    }
    found
}
