//! Who signs in, where the account lives in the realm that is planned: as the token says it.

use std::collections::BTreeSet;

use reqwest::StatusCode;
use serde_json::Value;

use super::http::Refused;
use super::server::Keycloak;
use super::settings::Credentials;
use realmform_kinds::names;
use realmform_kinds::request::segment;
use realmform_model::{Account, Address, Failure};

impl Keycloak {
    /// The account that signs in; `None` where it lives in another realm, so that no plan of this one can touch it.
    ///
    /// # Errors
    /// The server cannot be asked.
    pub(crate) async fn account(&self) -> Result<Option<Account>, Failure> {
        let settings = &self.settings;
        if settings.admin_realm != settings.realm {
            return Ok(None);
        }
        let claims = self.claims().await?;
        let claim = |key: &str| claims.get(key).and_then(Value::as_str).map(str::to_owned);
        let (own, person) = match &settings.credentials {
            Credentials::Client { id, .. } => (id, None),
            Credentials::User { client, name, .. } => (client, Some(name)),
        };
        let client = names::client(claim("azp").unwrap_or_else(|| own.clone()));
        let user = match (claim("sub"), person) {
            (Some(id), _) => Some(id),
            (None, Some(name)) => self.user_called(name).await?,
            (None, None) => None,
        };
        let held = match user {
            Some(id) => self.held_by(&id).await?,
            None => BTreeSet::new(),
        };
        let service_account =
            person.is_none().then(|| Address::inside(client.clone(), names::SERVICE_ACCOUNT, String::new()));
        // What a service account was given stands in the document, and changes with the plan.
        let held = held.into_iter().filter(|it| person.is_some() || it.kind == names::GROUP).collect();
        Ok(Some(Account { who: settings.credentials.who(), client: Some(client), service_account, held }))
    }

    async fn user_called(&self, name: &str) -> Result<Option<String>, Failure> {
        let path = format!("/users?exact=true&briefRepresentation=true&username={}", segment(name));
        let found = self.seen(&path).await?;
        Ok(found.get(0).and_then(|user| user.get("id")?.as_str()).map(str::to_owned))
    }

    /// The roles and groups that a user was given at first hand.
    async fn held_by(&self, user: &str) -> Result<BTreeSet<Address>, Failure> {
        let user = format!("/users/{}", segment(user));
        let roles = self.seen(&format!("{user}/role-mappings")).await?;
        let groups = self.seen(&format!("{user}/groups?briefRepresentation=true")).await?;
        let mut held = BTreeSet::new();
        let names_of = |list: Option<&Value>| -> Vec<String> {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|role| role.get("name")?.as_str().map(str::to_owned)).collect()
        };
        held.extend(names_of(roles.get("realmMappings")).into_iter().map(names::realm_role));
        for (client, mappings) in roles.get("clientMappings").and_then(Value::as_object).into_iter().flatten() {
            let roles = names_of(mappings.get("mappings"));
            held.extend(roles.into_iter().map(|role| names::client_role(client, role)));
        }
        let paths = groups.as_array().into_iter().flatten().filter_map(|group| group.get("path")?.as_str());
        held.extend(paths.filter_map(names::group));
        Ok(held)
    }

    /// What this account may see; nothing where it may not.
    async fn seen(&self, path: &str) -> Result<Value, Failure> {
        match self.get(&self.below_realm(path)).await {
            Ok(found) => Ok(found),
            Err(Refused { status: Some(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), .. }) => Ok(Value::Null),
            Err(refused) => Err(refused.into()),
        }
    }
}
