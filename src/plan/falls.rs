//! What goes or changes when an object goes: counted in the whole of what lives.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::document::{Address, KindName, Live, Object};
use crate::kinds;
use crate::reference::references;

/// What an object takes along when it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fall {
    /// Users that have the role, or a role of the client.
    Users,
    /// Users that are in the group or in the organization.
    Members,
    /// Groups that have the role, or a role of the client.
    Groups,
    /// Roles that contain the role, or a role of the client.
    Composites,
    /// Clients that have the scope.
    Clients,
    /// Mappers elsewhere that name it; they stay, and work no more.
    Namings,
    Subgroups,
    ClientRoles,
    ProtocolMappers,
    /// Lookups that are in the type.
    Lookups,
    /// Lookups whose parent it is.
    Children,
    /// Sessions of users at the client.
    Sessions,
}

/// How many of each.
pub type Falls = BTreeMap<Fall, usize>;

/// What falls with the object as far as the document has it: all of it for an export and a database. Of a live Keycloak
/// only it knows the users.
pub fn in_document(live: &Live, address: &Address) -> Falls {
    let clients: BTreeSet<&str> =
        live.objects.keys().filter(|it| it.kind == KindName::Client).map(|it| it.name.as_str()).collect();
    let goes = |target: &Address| target.lineage().any(|it| it == address);
    let mut falls = Falls::new();
    let mut count = |fall: Fall, number: usize| {
        if number > 0 {
            *falls.entry(fall).or_default() += number;
        }
    };
    for (holder, object) in &live.objects {
        if holder == address {
            continue;
        }
        if goes(holder) {
            if let Some(fall) = inside(holder.kind) {
                count(fall, 1);
            }
            continue;
        }
        if holder.kind == KindName::Realm {
            let fall = if address.kind == KindName::Group { Fall::Members } else { Fall::Users };
            count(fall, users(object).filter(|user| user_names(user).iter().any(&goes)).count());
            continue;
        }
        let slots = kinds::of(holder.kind).slots();
        let names = references(slots, &object.body, &|client| clients.contains(client));
        if let (true, Some(fall)) = (names.iter().any(|it| goes(&it.target)), outside(holder.kind)) {
            count(fall, 1);
        }
    }
    falls
}

/// What an object is to what it lives in.
fn inside(kind: KindName) -> Option<Fall> {
    match kind {
        KindName::Group => Some(Fall::Subgroups),
        KindName::ClientRole => Some(Fall::ClientRoles),
        KindName::ProtocolMapper => Some(Fall::ProtocolMappers),
        KindName::Lookup => Some(Fall::Lookups),
        _ => None,
    }
}

/// What an object is to what it names.
fn outside(kind: KindName) -> Option<Fall> {
    match kind {
        KindName::RealmRole | KindName::ClientRole => Some(Fall::Composites),
        KindName::Group => Some(Fall::Groups),
        KindName::ServiceAccount => Some(Fall::Users),
        KindName::Client => Some(Fall::Clients),
        KindName::ProtocolMapper | KindName::LdapMapper => Some(Fall::Namings),
        KindName::Lookup => Some(Fall::Children),
        _ => None,
    }
}

/// The users of an export; service accounts are objects of their own.
fn users(realm: &Object) -> impl Iterator<Item = &Value> {
    let users = realm.body.get("users").and_then(Value::as_array).into_iter().flatten();
    users.filter(|user| user.get("serviceAccountClientId").is_none())
}

fn user_names(user: &Value) -> Vec<Address> {
    let texts = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let mut names: Vec<Address> = texts(user.get("realmRoles")).into_iter().map(Address::realm_role).collect();
    names.extend(texts(user.get("groups")).iter().filter_map(|path| Address::group(path)));
    for (client, roles) in user.get("clientRoles").and_then(Value::as_object).into_iter().flatten() {
        names.extend(texts(Some(roles)).into_iter().map(|role| Address::client_role(client.clone(), role)));
    }
    names
}
