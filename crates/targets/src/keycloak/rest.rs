//! What an import has to know beyond the document: the sections of the realm that cannot be declared, and how many users
//! it has.

use reqwest::{Method, StatusCode};
use serde_json::Value;

use super::http::{Refused, Repeat};
use super::server::Keycloak;
use realmform_model::{Failure, Rest};

/// All but clients, groups, roles and users.
const SETTINGS: &str = "/partial-export?exportClients=false&exportGroupsAndRoles=false";

impl Keycloak {
    /// The rest of the realm. What this account may not see is told in it.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub(crate) async fn rest(&self) -> Result<Rest, Failure> {
        let mut rest = Rest::default();
        let path = self.below_realm(SETTINGS);
        match self.send(Method::POST, &path, None, Repeat::Freely).await.map(|answer| answer.body) {
            Ok(Value::Object(sections)) => rest.sections = sections,
            Ok(_) => return Err(self.strange(&format!("POST {path}"), "is JSON, but not a realm")),
            Err(Refused { status: Some(StatusCode::FORBIDDEN), .. }) => rest.unseen.push(
                "identity providers, authentication flows, components and required actions \
                 (needs the role `manage-realm`)"
                    .to_owned(),
            ),
            Err(refused) => return Err(refused.into()),
        }
        match self.get(&self.below_realm("/users/count")).await {
            Ok(count) => {
                rest.users = count.as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
            }
            Err(Refused { status: Some(StatusCode::FORBIDDEN), .. }) => {
                rest.unseen.push("users (needs the role `view-users`)".to_owned());
            }
            Err(refused) => return Err(refused.into()),
        }
        Ok(rest)
    }
}
