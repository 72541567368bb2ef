//! What every plan reads of a realm, fetched while the project's files are loaded.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use futures::future::try_join_all;
use serde_json::Value;

use super::http::Refused;
use super::server::{Ahead, Keycloak};
use realmform_kinds as kinds;
use realmform_kinds::kind::{Endpoint, Sight};
use realmform_kinds::request::Listing;
use realmform_model::{Body, KindName};

impl Keycloak {
    /// Begins to read, once, while something else is done. The next reading goes on from it, and is told where it fails.
    pub fn read_ahead(self: &Arc<Self>) {
        let keycloak = Arc::clone(self);
        let reading = tokio::spawn(async move {
            let realm = keycloak.realm().await?;
            let is_listed =
                |kind: &&dyn Endpoint| kind.sight() == Sight::Always && !matches!(kind.listing(), Listing::One(_));
            let lists = kinds::endpoints().filter(is_listed).map(|kind| keycloak.always(kind));
            Ok(Ahead { realm, lists: try_join_all(lists).await?.into_iter().collect() })
        });
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(reading);
    }

    /// What was read ahead; the realm alone where nothing was.
    pub(super) async fn ahead(&self) -> Result<Ahead, Refused> {
        let reading = self.ahead.lock().unwrap_or_else(PoisonError::into_inner).take();
        match reading {
            Some(reading) => match reading.await {
                Ok(ahead) => ahead,
                Err(broken) => std::panic::resume_unwind(broken.into_panic()),
            },
            None => Ok(Ahead { realm: self.realm().await?, lists: BTreeMap::new() }),
        }
    }

    async fn realm(&self) -> Result<Value, Refused> {
        self.get(&self.below_realm("")).await
    }

    async fn always(&self, kind: &dyn Endpoint) -> Result<(KindName, Vec<Body>), Refused> {
        // How many there are to be is not known yet.
        Ok((kind.name(), self.listed(kind, 0).await?))
    }
}
