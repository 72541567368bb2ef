//! The lock of a realm: a client scope that nothing refers to, created atomically, with an expiry that is renewed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::http::{Refused, Repeat};
use super::renewal::{LEASE, Renewal, keep};
use super::server::Keycloak;
use crate::locking::{Attempt, Locking};
use realmform_kinds::LOCK;
use realmform_model::Failure;
use realmform_model::lock::{Holder, is_over};

/// A server that does not answer is not waited for any longer to remove a lock, which ends by itself.
const RELEASE: Duration = Duration::from_secs(10);
/// Tries of a lock that comes and goes.
const TRIES: usize = 4;

/// A realm's lock while it is held.
pub struct Lease {
    keycloak: Arc<Keycloak>,
    path: String,
    lost: Arc<AtomicBool>,
    renewing: tokio::task::JoinHandle<()>,
}

/// A lock as the server has it.
pub struct FoundLock {
    pub holder: Holder,
    /// `None` where that cannot be read: it may be an object of somebody's own.
    pub is_over: Option<bool>,
    id: String,
}

impl Lease {
    /// Whether the lock is gone, or could not be renewed in time.
    pub fn is_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    /// How long it lasts when nobody renews it.
    pub const SECONDS: u64 = LEASE.as_secs();

    /// Takes it away, and says whether it is gone; where that fails it ends by itself.
    pub async fn release(self) -> bool {
        self.renewing.abort();
        let removing = self.keycloak.send(Method::DELETE, &self.path, None, Repeat::Freely);
        match tokio::time::timeout(RELEASE, removing).await {
            Ok(Ok(_)) => true,
            Ok(Err(refused)) => refused.status == Some(StatusCode::NOT_FOUND),
            Err(_) => false,
        }
    }
}

impl Locking for Arc<Keycloak> {
    /// `None` in a realm that is not there: that it is made is atomic by itself.
    type Held = Option<Lease>;

    async fn try_lock(&self, holder: &Holder) -> Result<Attempt<Option<Lease>>, Failure> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut body = body(holder, self.server_time().await?);
            body["id"] = json!(holder.run);
            let refused = match self
                .send(Method::POST, &self.below_realm("/client-scopes"), Some(&body), Repeat::AfterLook)
                .await
            {
                Ok(_) => return Ok(Attempt::Held(Some(self.lease(holder)))),
                Err(refused) => refused,
            };
            match refused.status {
                Some(StatusCode::NOT_FOUND) => return Ok(Attempt::Held(None)),
                Some(StatusCode::FORBIDDEN) => {
                    return Err(Failure::server(
                        "this account cannot lock the realm: it lacks the role `manage-clients`",
                    )
                    .help(
                        "grant it that role of the realm's management client, or add --no-lock if nobody else applies",
                    ));
                }
                _ => {}
            }
            match self.found().await? {
                // The answer was lost, and the lock was made.
                Some(found) if found.id == holder.run => return Ok(Attempt::Held(Some(self.lease(holder)))),
                Some(FoundLock { is_over: None, .. }) => {
                    return Err(Failure::server(format!(
                        "the realm has a client scope `{LOCK}` that is no lock of realmform"
                    ))
                    .help("rename it: the name is reserved. `realmform unlock --force` deletes it"));
                }
                Some(found) if found.is_over == Some(false) => return Ok(Attempt::Busy(found.holder)),
                // Of those who take it away, each by its id, one is told that it did; of those who make it, too.
                Some(found) if tries < TRIES => drop(self.remove(&found).await?),
                None if tries < TRIES => {}
                Some(found) => return Ok(Attempt::Busy(found.holder)),
                None => return Err(refused.into()),
            }
        }
    }

    async fn release(held: Option<Lease>) {
        if let Some(lease) = held {
            _ = lease.release().await;
        }
    }
}

fn body(holder: &Holder, now: i64) -> Value {
    let expires = now.saturating_add_unsigned(LEASE.as_secs());
    json!({
        "name": LOCK,
        "protocol": "openid-connect",
        "description": "Lock held by `realmform apply`; removed when it ends",
        "attributes": {
            "realmform.holder": holder.to_text(),
            "realmform.expires": expires.to_string(),
            "display.on.consent.screen": "false",
            "include.in.token.scope": "false",
        },
    })
}

impl Keycloak {
    /// The lock that is there, whoever holds it.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub async fn found(&self) -> Result<Option<FoundLock>, Failure> {
        let scopes = match self.get(&self.below_realm("/client-scopes")).await {
            Ok(scopes) => scopes,
            Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => return Ok(None),
            Err(refused) => return Err(refused.into()),
        };
        let Some(scope) = scopes.as_array().into_iter().flatten().find(|scope| scope["name"] == LOCK) else {
            return Ok(None);
        };
        let attribute = |key: &str| scope["attributes"][key].as_str();
        Ok(Some(FoundLock {
            holder: Holder::from_text(attribute("realmform.holder").unwrap_or_default()),
            is_over: is_over(attribute("realmform.expires"), self.server_time().await?),
            id: scope["id"].as_str().unwrap_or_default().to_owned(),
        }))
    }

    /// Takes away exactly this lock; whether it was still there.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn remove(&self, found: &FoundLock) -> Result<bool, Failure> {
        let path = self.below_realm(&format!("/client-scopes/{}", found.id));
        match self.send(Method::DELETE, &path, None, Repeat::Freely).await {
            Ok(_) => Ok(true),
            Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => Ok(false),
            Err(refused) => Err(refused.into()),
        }
    }

    fn lease(self: &Arc<Self>, holder: &Holder) -> Lease {
        let path = self.below_realm(&format!("/client-scopes/{}", holder.run));
        let lost = Arc::new(AtomicBool::new(false));
        let (keycloak, is_lost) = (Arc::clone(self), Arc::clone(&lost));
        let (holder, renewed) = (holder.clone(), path.clone());
        let renewing = tokio::spawn(async move {
            keep(|| keycloak.renew_lock(&holder, &renewed)).await;
            is_lost.store(true, Ordering::Relaxed);
        });
        Lease { keycloak: Arc::clone(self), path, lost, renewing }
    }

    /// Moves the end of the lock on.
    async fn renew_lock(&self, holder: &Holder, path: &str) -> Renewal {
        let Ok(now) = self.server_time().await else { return Renewal::Failed };
        match self.send(Method::PUT, path, Some(&body(holder, now)), Repeat::Freely).await {
            Ok(_) => Renewal::Renewed,
            Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => Renewal::Gone,
            Err(_) => Renewal::Failed,
        }
    }
}
