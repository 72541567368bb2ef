//! The roles that a client or client scope lets into tokens. The Admin API has them below the object, a realm export in two
//! lists of the realm; here they are a field of the object.

use serde_json::{Value, json};

use crate::kind::{Field, Shape};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{Detail, mapped_roles};
use realmform_model::path::is_empty;
use realmform_model::{Address, Body, Path};

pub(crate) const FIELD: &str = "scopeMappings";

/// The lists of an export.
pub const LISTS: [&str; 2] = [OF_REALM, OF_CLIENTS];

const OF_REALM: &str = "scopeMappings";
const OF_CLIENTS: &str = "clientScopeMappings";

pub(crate) const SHAPE: Field = (FIELD, Shape::Fields(&[("realm", Shape::Texts), ("client", Shape::TextsMap)]));

/// The realm roles.
pub(crate) const REALM: Slot = Slot::link(&[FIELD, "realm", "[]"], Names::Key(names::REALM_ROLE));

/// The roles of clients.
pub(crate) const CLIENT: Slot = Slot::link(&[FIELD, "client", "*", "[]"], Names::ClientRole);

/// Where to read them, of the object at this path.
pub(crate) fn detail(object: &str, wanted: &Body) -> Option<Detail> {
    wanted.contains_key(FIELD).then(|| Detail::new(endpoint(object), merge))
}

fn merge(body: &mut Body, answer: Value) {
    let (realm, clients) = mapped_roles(&answer);
    let both = [("realm", realm), ("client", clients)];
    let mappings: Body = both.into_iter().filter_map(|(key, roles)| Some((key.to_owned(), roles?))).collect();
    body.insert(FIELD.into(), mappings.into());
}

/// Where they are of the object at this path.
pub(crate) fn endpoint(object: &str) -> String {
    format!("{object}/scope-mappings")
}

/// Whether a link is one of them.
pub(crate) fn is_at(path: &Path) -> bool {
    path.0.first().is_some_and(|field| field == FIELD)
}

/// Puts those of an object into its body, from the lists of its export. `holder` is the key that names it there.
pub(crate) fn gather(export: &Value, holder: &str, address: &Address, body: &mut Body) {
    let roles_in = |list: &Value| -> Value {
        let is_own = |it: &&Value| it.get(holder).is_some_and(|it| *it == address.name);
        let own = list.as_array().into_iter().flatten().filter(is_own);
        own.filter_map(|it| it.get("roles")?.as_array()).flatten().cloned().collect()
    };
    let by_client = export.get(OF_CLIENTS).and_then(Value::as_object).into_iter().flatten();
    let by_client = by_client.map(|(client, list)| (Path::of(&[FIELD, "client", client]), list));
    let of_realm = export.get(OF_REALM).map(|list| (Path::of(&[FIELD, "realm"]), list));
    for (path, list) in of_realm.into_iter().chain(by_client) {
        let roles = roles_in(list);
        if !is_empty(&roles) {
            path.set(body, Some(roles));
        }
    }
}

/// The way back: into the lists of the export.
pub(crate) fn scatter(export: &mut Value, holder: &str, address: &Address, body: &mut Body) {
    let mut mappings = body.shift_remove(FIELD).unwrap_or_default();
    let Value::Object(root) = export else { return };
    let is_own = |it: &Value| it.get(holder).is_some_and(|it| *it == address.name);
    let put = |list: &mut Value, roles: Value| {
        let Value::Array(list) = list else { return };
        let Some(at) = list.iter().position(is_own) else {
            if !is_empty(&roles) {
                list.push(json!({holder: address.name, "roles": roles}));
            }
            return;
        };
        // An entry stays where it is; all its roles are in the first of several.
        let rest = list.split_off(at + 1);
        list.extend(rest.into_iter().filter(|it| !is_own(it)));
        list[at]["roles"] = if roles.is_null() { json!([]) } else { roles };
    };
    let of_realm = mappings.get_mut("realm").map(Value::take).unwrap_or_default();
    if root.contains_key(OF_REALM) || !is_empty(&of_realm) {
        put(root.entry(OF_REALM).or_insert_with(|| json!([])), of_realm);
    }
    let mut of_clients =
        mappings.get_mut("client").and_then(Value::as_object_mut).map(std::mem::take).unwrap_or_default();
    of_clients.retain(|_, roles| !is_empty(roles));
    if root.contains_key(OF_CLIENTS) || !of_clients.is_empty() {
        let Value::Object(lists) = root.entry(OF_CLIENTS).or_insert_with(|| json!({})) else { return };
        for client in of_clients.keys() {
            lists.entry(client).or_insert_with(|| json!([]));
        }
        for (client, list) in lists {
            put(list, of_clients.get(client).cloned().unwrap_or_default());
        }
    }
}
