//! What a plan that deletes has to know beyond the document: that this account sees all there is, and which users lose
//! something.

use std::collections::BTreeSet;

use futures::future::try_join_all;
use reqwest::StatusCode;
use serde_json::Value;

use super::http::Refused;
use super::server::Keycloak;
use realmform_kinds as kinds;
use realmform_kinds::request::Ids;
use realmform_model::{Address, Failure, Fall, Falls, Live};

/// Users come in larger pages than what is written: only their ids are looked at.
const USERS: usize = 500;

/// Answers only an account that may see all clients, and with them all client scopes.
const ALL_CLIENTS: &str = "/clients-initial-access";
/// Answers only an account that may see all users, and with them all groups; whether there is such a user does not matter.
const ALL_USERS: &str = "/attack-detection/brute-force/users/00000000-0000-0000-0000-000000000000";

impl Keycloak {
    /// Proves that lists are whole. An account with too few rights gets shorter lists and no error, so that what is not seen
    /// would pass for what is not there.
    ///
    /// # Errors
    /// The account may not see all; or the server cannot be asked.
    pub(crate) async fn prove_sight(&self) -> Result<(), Failure> {
        for (path, what, role) in
            [(ALL_CLIENTS, "clients", "view-clients"), (ALL_USERS, "users and groups", "view-users")]
        {
            match self.get(&self.below_realm(path)).await {
                Ok(_) => {}
                Err(Refused { status: Some(StatusCode::FORBIDDEN), .. }) => {
                    let message = format!("the plan deletes objects, and this account cannot see all {what}");
                    return Err(Failure::server(message).help(format!(
                        "grant it the role `{role}` of the client `realm-management`, to count what the deletions affect"
                    )));
                }
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(())
    }

    /// Adds the users and sessions that the object takes along.
    ///
    /// # Errors
    /// The server cannot be asked, or answers nonsense.
    pub async fn count_users(&self, live: &Live, address: &Address, falls: &mut Falls) -> Result<(), Failure> {
        let (kind, ids) = (kinds::of(address.kind), Ids::of_live(live));
        let lists = users_of(live, address, &ids);
        let lists = try_join_all(lists.iter().map(|path| self.user_ids(path))).await?;
        let users: BTreeSet<String> = lists.into_iter().flatten().collect();
        let fall = kind.falls().people;
        // Service accounts are users, too, so the document's are among these.
        falls.remove(&fall);
        if !users.is_empty() {
            falls.insert(fall, users.len());
        }
        if let Some(path) = kind.endpoint().and_then(|kind| kind.sessions(address, &ids)) {
            let answer = self.get(&self.below_realm(&format!("/{path}"))).await?;
            let sessions = answer.get("count").and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
            falls.extend(sessions.filter(|count| *count > 0).map(|count| (Fall::Sessions, count)));
        }
        Ok(())
    }

    async fn user_ids(&self, path: &str) -> Result<BTreeSet<String>, Failure> {
        let (mut ids, mut read) = (BTreeSet::new(), 0);
        loop {
            let page = self.below_realm(&format!("/{path}?briefRepresentation=true&first={read}&max={USERS}"));
            let answer = self.get(&page).await?;
            let users: Vec<String> = answer
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|user| user.get("id").and_then(Value::as_str).map(str::to_owned))
                .collect();
            let (before, is_last) = (ids.len(), users.len() < USERS);
            read += users.len();
            ids.extend(users);
            if is_last {
                return Ok(ids);
            }
            if ids.len() == before {
                return Err(self.strange(&format!("GET {page}"), "is the same page again"));
            }
            self.is_bearable(&format!("GET {page}"), ids.len(), self.most_users())?;
        }
    }
}

/// The lists of users that lose something: below `/admin/realms/{realm}/`.
fn users_of(live: &Live, address: &Address, ids: &Ids) -> Vec<String> {
    let inside = live.objects.keys().filter(|it| it.lineage().any(|it| it == address));
    inside.filter_map(|it| kinds::endpoint(it.kind)?.users(it, ids)).collect()
}
