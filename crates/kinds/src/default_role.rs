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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::kind::Origin;

    fn live(realm: &Value) -> Live {
        crate::export::live(realm)
    }

    #[test]
    fn a_live_realm_says_which_role_it_is_and_no_name_is_guessed() {
        let shop = live(&json!({"realm": "shop", "defaultRole": {"name": "members"}}));
        let is_default = |name: &str| is_default_role(&names::realm_role(name), Some(&shop));
        assert!(is_default("members"));
        assert!(!is_default("default-roles-shop") && !is_default("default-roles") && !is_default("default-roles-x"));
        let is_keycloaks =
            |name: &str| crate::of(names::REALM_ROLE).origin(&names::realm_role(name), Some(&shop)) == Origin::Keycloak;
        assert!(is_keycloaks("members") && !is_keycloaks("default-roles-shop"), "the other is somebody's own");
    }

    #[test]
    fn a_realm_that_does_not_say_calls_it_as_a_new_one_does() {
        let shop = live(&json!({"realm": "Shop"}));
        assert!(is_default_role(&names::realm_role("default-roles-shop"), Some(&shop)));
        assert!(!is_default_role(&names::realm_role("default-roles-other"), Some(&shop)));
    }

    #[test]
    fn where_no_realm_is_known_its_spelling_and_its_usual_name_are_enough() {
        assert!(is_default_role(&names::realm_role(DEFAULT_ROLE), None));
        assert!(is_default_role(&names::realm_role("default-roles-shop"), None));
        assert!(!is_default_role(&names::realm_role("default"), None));
        assert!(!is_default_role(&names::client_role("web", DEFAULT_ROLE), None));
    }

    #[test]
    fn what_is_no_name_is_none() {
        let named = |value: Value| default_role("shop", json!({"defaultRole": value}).as_object());
        assert_eq!(named(json!({"name": 7})), "default-roles-shop");
        assert_eq!(named(json!({"name": "x"})), "x");
    }
}
