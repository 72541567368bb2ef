//! Objects whose names cannot be part of an address, such as `..`: they are found in the list of their kind.

use reqwest::StatusCode;
use serde_json::Value;

use super::Run;
use crate::keycloak::http::Refused;
use crate::keycloak::tree::tree_addresses;
use realmform_kinds::kind::Endpoint;
use realmform_kinds::request::{Listing, id_in};
use realmform_model::{Address, Body, Failure};

impl Run<'_> {
    /// The representation of an object, from the list in which it stands; `None` where it is not there.
    pub(super) async fn find_in_list(&self, kind: &dyn Endpoint, address: &Address) -> Result<Option<Body>, Failure> {
        let keycloak = self.keycloak;
        let parent = match address.parent.as_deref() {
            Some(parent) => self.ids().of(parent).ok().map(str::to_owned),
            None => Some(String::new()),
        };
        let listed = match (kind.listing(), parent) {
            (Listing::Tree(tree), _) => {
                let path = keycloak.path(tree.brief, "");
                let brief = keycloak.list(&path).await?;
                let addresses =
                    tree_addresses(kind, &brief).map_err(|what| keycloak.strange(&format!("GET {path}"), &what))?;
                let Some((id, _)) = addresses.iter().find(|(_, it)| *it == address) else { return Ok(None) };
                match keycloak.get(&keycloak.path(tree.one, id)).await {
                    Ok(Value::Object(one)) => return Ok(Some(one)),
                    Ok(_) | Err(Refused { status: Some(StatusCode::NOT_FOUND), .. }) => return Ok(None),
                    Err(refused) => return Err(refused.into()),
                }
            }
            (Listing::Pages(path) | Listing::PagesUnder(_, path), Some(parent)) => {
                keycloak.pages_of(path, &parent, 1).await?
            }
            (Listing::Whole(path) | Listing::WholeUnder(_, path), Some(parent)) => {
                keycloak.list(&keycloak.path(path, &parent)).await?
            }
            _ => return Ok(None),
        };
        let is_it = |raw: &Body| raw.get(kind.keys().name).and_then(Value::as_str) == Some(&address.name);
        Ok(listed.into_iter().find(|raw| is_it(raw) && id_in(raw).is_some()))
    }
}
