//! What goes or changes when an object goes: counted in the whole of what lives.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use realmform_kinds as kinds;
use realmform_kinds::names;
use realmform_kinds::reference::references;
use realmform_model::{Address, Fall, Falls, KindName, Live, Object};

/// What falls with each of the objects as far as the document has it: all of it for an export and a database. Of a live
/// Keycloak only it knows the users.
pub fn in_document(live: &Live, deleted: &BTreeSet<Address>) -> BTreeMap<Address, Falls> {
    let clients: BTreeSet<&str> =
        live.objects.keys().filter(|it| it.kind == names::CLIENT).map(|it| it.name.as_str()).collect();
    let gone = |target: &Address| target.lineage().find(|it| deleted.contains(*it)).cloned();
    let mut falls: BTreeMap<Address, Falls> = deleted.iter().map(|address| (address.clone(), Falls::new())).collect();
    let mut count = |gone: &Address, fall: Fall| {
        if let Some(falls) = falls.get_mut(gone) {
            *falls.entry(fall).or_default() += 1;
        }
    };
    // Whatever an object names of what goes, and however often, it is one that loses it.
    let distinct = |names: &mut dyn Iterator<Item = &Address>| names.filter_map(gone).collect::<BTreeSet<Address>>();
    for (holder, object) in &live.objects {
        if deleted.contains(holder) {
            continue;
        }
        if let Some(above) = gone(holder) {
            inside(holder.kind).into_iter().for_each(|fall| count(&above, fall));
        } else if holder.kind == names::REALM {
            for user in users(object) {
                for lost in distinct(&mut user_names(user).iter()) {
                    let fall = if lost.kind == names::GROUP { Fall::Members } else { Fall::Users };
                    count(&lost, fall);
                }
            }
        } else if let Some(fall) = outside(holder.kind) {
            let slots = kinds::of(holder.kind).slots();
            let names = references(slots, &object.body, &|client| clients.contains(client));
            distinct(&mut names.iter().map(|it| &it.target)).iter().for_each(|lost| count(lost, fall));
        }
    }
    falls
}

/// What an object is to what it lives in.
fn inside(kind: KindName) -> Option<Fall> {
    match kind {
        names::GROUP => Some(Fall::Subgroups),
        names::CLIENT_ROLE => Some(Fall::ClientRoles),
        names::PROTOCOL_MAPPER => Some(Fall::ProtocolMappers),
        names::LOOKUP => Some(Fall::Lookups),
        _ => None,
    }
}

/// What an object is to what it names.
fn outside(kind: KindName) -> Option<Fall> {
    match kind {
        names::REALM_ROLE | names::CLIENT_ROLE => Some(Fall::Composites),
        names::GROUP => Some(Fall::Groups),
        names::SERVICE_ACCOUNT => Some(Fall::Users),
        names::CLIENT => Some(Fall::Clients),
        names::PROTOCOL_MAPPER | names::LDAP_MAPPER => Some(Fall::Namings),
        names::LOOKUP => Some(Fall::Children),
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
    let mut names: Vec<Address> = texts(user.get("realmRoles")).into_iter().map(names::realm_role).collect();
    names.extend(texts(user.get("groups")).iter().filter_map(|path| names::group(path)));
    for (client, roles) in user.get("clientRoles").and_then(Value::as_object).into_iter().flatten() {
        names.extend(texts(Some(roles)).into_iter().map(|role| names::client_role(client.clone(), role)));
    }
    names
}
