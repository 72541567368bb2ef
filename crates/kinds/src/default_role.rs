//! The realm's default role, which every realm calls otherwise.

use crate::names;
use realmform_model::{Address, Body, Live};

/// How files spell the realm's default role, whatever it is called there.
pub const DEFAULT_ROLE: &str = "default-roles";

/// Where a realm says which role that is. No file has to: it is the one with the spelling above.
pub const DEFAULT_ROLE_FIELD: &str = "defaultRole";

/// What a realm calls its default role: by its own representation, or as Keycloak calls it in a new realm.
pub fn default_role(realm: &str, representation: Option<&Body>) -> String {
    let named = representation.and_then(|body| body.get(DEFAULT_ROLE_FIELD)?.get("name")?.as_str());
    named.map_or_else(|| format!("default-roles-{}", realm.to_lowercase()), str::to_owned)
}

/// What the live realm calls its default role.
pub fn default_role_of(live: &Live) -> String {
    default_role(&live.realm, live.objects.get(&names::realm()).map(|realm| &realm.body))
}

/// Whether the role is the default one: of the live realm, or by its name in any realm.
pub fn is_default_role(address: &Address, live: Option<&Live>) -> bool {
    address.kind == names::REALM_ROLE
        && match live {
            Some(live) => address.name == default_role_of(live),
            None => address.name == DEFAULT_ROLE || address.name.starts_with("default-roles-"),
        }
}
