//! What Keycloak made by itself, under whatever name it is now: by its name in every realm, or by the words that Keycloak
//! gave it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::kind::Origin;
use crate::{fresh, kinds};
use realmform_model::{Address, KindName, Live};

/// The words by which Keycloak's own objects are known, by kind: no one else has a reason to write `${client_account}`.
static WORDS: LazyLock<BTreeMap<KindName, BTreeSet<&'static str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<KindName, BTreeSet<&str>> = BTreeMap::new();
    for (address, object) in &fresh::realm().objects {
        let Some(field) = kinds::of(address.kind).signed() else { continue };
        if let Some(text) = object.body.get(field).and_then(Value::as_str).filter(|text| is_signature(text)) {
            words.entry(address.kind).or_default().insert(text);
        }
    }
    words
});

/// Texts that stand for themselves, or that say so.
fn is_signature(text: &str) -> bool {
    (text.starts_with("${") && text.ends_with('}')) || text.contains("built-in scope")
}

/// Whether Keycloak made the object: by its name, or by its words where it was renamed. What is in such an object is its
/// own, too.
pub fn is_keycloaks(address: &Address, live: &Live) -> bool {
    kinds::is_built_in(address, Some(live)) || address.lineage().any(|it| is_signed(it, live))
}

/// Whether a rename would take a name away from what Keycloak made. Back to one of its names it may go: then somebody else
/// took it away.
pub fn is_taken_away(from: &Address, to: &Address, live: &Live) -> bool {
    if from.parent.is_some() {
        // In an object of Keycloak's others may have put things of their own.
        let is_fresh = fresh::realm().objects.contains_key(from);
        return is_fresh || (is_signed(to, live) && !fresh::realm().objects.contains_key(to));
    }
    let made =
        |address: &Address, live: Option<&Live>| kinds::of(address.kind).origin(address, live) == Origin::Keycloak;
    let was_made = made(from, None) || made(from, Some(live));
    was_made || ((made(to, Some(live)) || is_signed(to, live)) && !made(to, None))
}

fn is_signed(address: &Address, live: &Live) -> bool {
    let text = kinds::of(address.kind).signed().and_then(|field| live.objects.get(address)?.body.get(field)?.as_str());
    text.is_some_and(|text| WORDS.get(&address.kind).is_some_and(|words| words.contains(text)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{export, names};

    fn realm() -> Live {
        export::live(&json!({"realm": "t", "defaultRole": {"name": "members"},
            "clients": [{"clientId": "old-account", "name": "${client_account}"}, {"clientId": "web", "name": "account"}],
            "roles": {"realm": [{"name": "offline", "description": "${role_offline-access}"}, {"name": "members"}],
                "client": {"old-account": [{"name": "x"}], "web": [{"name": "x"}]}},
            "clientScopes": [{"name": "mail", "description": "OpenID Connect built-in scope: email"}]}))
    }

    #[test]
    fn what_keycloak_made_is_known_by_its_words_when_it_was_renamed() {
        let live = realm();
        for address in [
            names::client("old-account"),
            names::client_role("old-account", "x"),
            names::realm_role("offline"),
            names::realm_role("members"),
            names::client_scope("mail"),
        ] {
            assert!(is_keycloaks(&address, &live), "{address}");
        }
        for address in [names::client("web"), names::client_role("web", "x"), names::realm_role("reader")] {
            assert!(!is_keycloaks(&address, &live), "{address}");
        }
    }

    #[test]
    fn no_name_is_taken_away_from_it_and_it_may_have_its_name_back() {
        let live = realm();
        let client = names::client;
        for name in ["account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console"]
        {
            assert!(is_taken_away(&client(name), &client("mine"), &live), "{name}");
        }
        let role = names::realm_role;
        assert!(is_taken_away(&role("uma_authorization"), &role("mine"), &live));
        assert!(is_taken_away(&role("x"), &role("members"), &live), "the default role, which has its new name here");
        assert!(is_taken_away(&role("x"), &role("offline"), &live));
        assert!(is_taken_away(&client("first"), &client("old-account"), &live), "by way of another name");
        assert!(!is_taken_away(&client("old-account"), &client("account"), &live));
        assert!(!is_taken_away(&client("web"), &client("web-2"), &live));
        let own = |name: &str| names::client_role("account", name);
        assert!(is_taken_away(&own("manage-account"), &own("mine"), &live));
        assert!(!is_taken_away(&own("theirs"), &own("ours"), &live));
    }
}
