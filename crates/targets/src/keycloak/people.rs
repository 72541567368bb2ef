//! Who has a role, and who is in a group: the users whom a plan hits.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::try_join_all;
use serde_json::Value;

use super::server::Keycloak;
use crate::people::Found;
use realmform_kinds as kinds;
use realmform_kinds::request::Ids;
use realmform_model::{Address, Failure, Live};

/// Users come in larger pages than what is written: only their ids are looked at.
const PAGE: usize = 500;

/// Of one role or group so many users are counted. More would make a plan wait for its comment.
const MOST: usize = 10_000;

impl Keycloak {
    /// The users of each of these, with what it is called now.
    ///
    /// # Errors
    /// The server cannot be asked, or not by this account.
    pub(crate) async fn people(&self, live: &Live, asked: &BTreeMap<Address, Address>) -> Result<Found, Failure> {
        let ids = ids(live, asked);
        let lists = asked.iter().filter_map(|(address, now)| {
            let path = kinds::endpoint(address.kind)?.users(now, &ids)?;
            Some(async move { Ok::<_, Failure>((address, self.some_users(&path).await?)) })
        });
        let mut found = Found::default();
        for (address, (users, is_cut)) in try_join_all(lists).await? {
            found.people.insert(address.clone(), users);
            if is_cut {
                found.cut.insert(address.clone());
            }
        }
        Ok(found)
    }

    async fn some_users(&self, path: &str) -> Result<(BTreeSet<String>, bool), Failure> {
        let mut users = BTreeSet::new();
        let mut seen = 0;
        loop {
            let page = format!("/{path}?briefRepresentation=true&first={seen}&max={PAGE}");
            let answer = self.get(&self.below_realm(&page)).await?;
            let page = answer.as_array().map_or(&[][..], Vec::as_slice);
            let text = |user: &Value, key: &str| user.get(key).and_then(Value::as_str).map(str::to_owned);
            let people = page
                .iter()
                .filter(|user| !text(user, "username").is_some_and(|name| name.starts_with("service-account-")));
            users.extend(people.filter_map(|user| text(user, "id")));
            seen += page.len();
            if page.len() < PAGE {
                return Ok((users, false));
            }
            if seen >= MOST {
                return Ok((users, true));
            }
        }
    }
}

/// The ids by the names that the server knows now, too.
fn ids(live: &Live, asked: &BTreeMap<Address, Address>) -> Ids {
    let mut ids = Ids::of_live(live);
    for (address, now) in asked.iter().flat_map(|(address, now)| address.lineage().zip(now.lineage())) {
        if let Some(id) = live.objects.get(address).and_then(|object| object.id.clone()) {
            ids.insert(now.clone(), id);
        }
    }
    ids
}
