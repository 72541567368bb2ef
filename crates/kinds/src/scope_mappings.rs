//! The roles that a client or client scope lets into tokens. The Admin API has them below the object, a realm export in two
//! lists of the realm; here they are a field of the object.

use serde_json::{Value, json};

use crate::kind::{Field, Shape};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{Detail, Ids, Method, MissingId, Request, role_names, roles};
use realmform_model::{Address, Body, Link, Path};

pub(crate) const FIELD: &str = "scopeMappings";

/// The lists of an export.
pub(crate) const LISTS: [&str; 2] = [FIELD, OF_CLIENTS];

const OF_CLIENTS: &str = "clientScopeMappings";

pub(crate) const SHAPE: Field = (FIELD, Shape::Fields(&[("realm", Shape::Texts), ("client", Shape::TextsMap)]));

/// The realm roles.
pub(crate) const REALM: Slot = Slot::link(&[FIELD, "realm", "[]"], Names::Key(names::REALM_ROLE));

/// The roles of clients.
pub(crate) const CLIENT: Slot = Slot::link(&[FIELD, "client", "*", "[]"], Names::ClientRole);

/// Where to read them, of the object at this path.
pub(crate) fn detail(object: &str, wanted: &Body) -> Option<Detail> {
    wanted.contains_key(FIELD).then(|| Detail::new(format!("{object}/scope-mappings"), merge))
}

fn merge(body: &mut Body, answer: Value) {
    let mut mappings = Body::new();
    if let Some(realm) = answer.get("realmMappings") {
        mappings.insert("realm".into(), role_names(realm));
    }
    if let Some(clients) = answer.get("clientMappings").and_then(Value::as_object) {
        let of_clients = clients.iter().filter_map(|(id, of)| Some((id.clone(), role_names(of.get("mappings")?))));
        mappings.insert("client".into(), Value::Object(of_clients.collect()));
    }
    body.insert(FIELD.into(), mappings.into());
}

/// Whether the link is one of them.
pub(crate) fn is_at(path: &Path) -> bool {
    path.0.first().is_some_and(|field| field == FIELD)
}

/// Adds or removes roles of the object at this path.
///
/// # Errors
/// The object whose id is not known yet.
pub(crate) fn request(method: Method, object: &str, link: &Link, ids: &Ids) -> Result<Request, MissingId> {
    let path = match link.path.0.as_slice() {
        [_, _, client] => format!("/{object}/scope-mappings/clients/{}", ids.of(&names::client(client.clone()))?),
        _ => format!("/{object}/scope-mappings/realm"),
    };
    Ok(Request::new(method, path, Some(roles(&link.targets, ids)?)))
}

/// The key that names objects of the kind in the lists of an export; `None` where the kind has no scope mappings.
fn holder_key(address: &Address) -> Option<&'static str> {
    match address.kind {
        names::CLIENT => Some("client"),
        names::CLIENT_SCOPE => Some("clientScope"),
        _ => None,
    }
}

/// Those of an object, from the lists of its export; `None` where it has none.
pub(crate) fn of_export(export: &Value, address: &Address) -> Option<Value> {
    let key = holder_key(address)?;
    let roles_in = |list: &Value| {
        let own = list.as_array().into_iter().flatten().filter(|it| it.get(key).is_some_and(|it| *it == address.name));
        let roles: Vec<Value> = own.filter_map(|it| it.get("roles")?.as_array()).flatten().cloned().collect();
        (!roles.is_empty()).then_some(Value::Array(roles))
    };
    let mut mappings = Body::new();
    if let Some(roles) = export.get(FIELD).and_then(roles_in) {
        mappings.insert("realm".into(), roles);
    }
    let clients = export.get(OF_CLIENTS).and_then(Value::as_object).into_iter().flatten();
    let of_clients: Body = clients.filter_map(|(id, list)| Some((id.clone(), roles_in(list)?))).collect();
    if !of_clients.is_empty() {
        mappings.insert("client".into(), of_clients.into());
    }
    (!mappings.is_empty()).then_some(Value::Object(mappings))
}

/// Puts those of an object into the lists of its export.
pub(crate) fn put(export: &mut Value, address: &Address, mappings: &Value) {
    let (Some(key), Value::Object(root)) = (holder_key(address), export) else { return };
    let put = |list: &mut Value, roles: Option<&Value>| {
        let Value::Array(list) = list else { return };
        list.retain(|it| it.get(key).is_none_or(|it| *it != address.name));
        if let Some(roles) = roles.filter(|roles| roles.as_array().is_some_and(|roles| !roles.is_empty())) {
            list.push(json!({key: address.name, "roles": roles}));
        }
    };
    let is_said = |roles: &Value| roles.as_array().is_some_and(|roles| !roles.is_empty());
    let realm = mappings.get("realm");
    if root.contains_key(FIELD) || realm.is_some_and(is_said) {
        put(root.entry(FIELD).or_insert_with(|| json!([])), realm);
    }
    let clients = mappings.get("client").and_then(Value::as_object);
    let known = root.get(OF_CLIENTS).and_then(Value::as_object).into_iter().flat_map(Body::keys);
    let ids: Vec<String> = known.chain(clients.into_iter().flat_map(Body::keys)).cloned().collect();
    for id in ids {
        let roles = clients.and_then(|clients| clients.get(&id));
        let is_new = root.get(OF_CLIENTS).and_then(|all| all.get(&id)).is_none();
        if is_new && !roles.is_some_and(is_said) {
            continue;
        }
        let all = root.entry(OF_CLIENTS).or_insert_with(|| json!({}));
        if let Value::Object(all) = all {
            put(all.entry(id).or_insert_with(|| json!([])), roles);
        }
    }
}
