//! What client roles and realm roles have in common: fields, composites and requests.

use serde_json::{Value, json};

use crate::kind::{Field, Shape};
use crate::names;
use crate::reference::{Names, Slot};
use crate::request::{Detail, EventPath, Ids, Method, MissingId, Request, id_in, merged, roles, segment};
use realmform_model::{Action, Address, Body, Link, Object, Path, Step};

pub(super) const FIELDS: &[Field] = &[
    ("description", Shape::Text),
    ("attributes", Shape::TextsMap),
    ("composites", Shape::Fields(&[("realm", Shape::Texts), ("client", Shape::TextsMap)])),
];

/// Tried on 26.7.3.
pub(super) const SHORT: &[&str] = &["description", "attributes"];

pub(super) const MARKS: Field = ("attributes", Shape::TextsMap);

pub(super) const SLOTS: &[Slot] = &[
    Slot::link(&["composites", "realm", "[]"], Names::Key(names::REALM_ROLE)),
    Slot::link(&["composites", "client", "*", "[]"], Names::ClientRole),
];

pub(super) const APART: &[&str] = &["id", "name", "composite", "clientRole", "containerId", "scopeParamRequired"];

/// A composite role's contents are read by themselves, where they are wanted.
pub(super) fn details(raw: &Body, wanted: &Body) -> Vec<Detail> {
    let composite = raw.get("composite") == Some(&Value::Bool(true));
    match (id_in(raw), composite && wanted.contains_key("composites")) {
        (Some(id), true) => {
            vec![Detail::new(format!("roles-by-id/{}/composites", segment(id)), merge_composites)]
        }
        _ => Vec::new(),
    }
}

/// From the list of roles that the server answers to the export's lists of names; a client's is still its id.
fn merge_composites(body: &mut Body, answer: Value) {
    for role in answer.as_array().into_iter().flatten() {
        let (Some(name), container) = (role.get("name"), role.get("containerId").and_then(Value::as_str)) else {
            continue;
        };
        let path = match (role.get("clientRole").and_then(Value::as_bool), container) {
            (Some(true), Some(client)) => Path::of(&["composites", "client", client]),
            _ => Path::of(&["composites", "realm"]),
        };
        let mut names = path.get(body).and_then(Value::as_array).cloned().unwrap_or_default();
        names.push(name.clone());
        path.set(body, Some(Value::Array(names)));
    }
}

/// The requests of a role that is made at `collection`.
///
/// # Errors
/// The object whose id is not known yet.
pub(super) fn requests(
    step: &Step,
    live: Option<&Object>,
    ids: &Ids,
    collection: impl FnOnce() -> Result<String, MissingId>,
) -> Result<Vec<Request>, MissingId> {
    let address = &step.address;
    match &step.action {
        Action::Create { body, .. } => {
            let mut body = body.clone();
            body.insert("name".into(), json!(address.name));
            Ok(vec![Request::new(Method::Post, collection()?, Some(body.into()))])
        }
        Action::Update { changes, .. } => {
            // An omitted description is cleared, present attributes replace all: the whole is sent.
            let mut body = merged(live, changes);
            body.insert("name".into(), json!(address.name));
            body.shift_remove("composites");
            Ok(vec![Request::new(Method::Put, format!("/roles-by-id/{}", ids.at(address)?), Some(body.into()))])
        }
        Action::Grant(link) => composites(Method::Post, &ids.at(address)?, link, ids),
        Action::Revoke(link) => composites(Method::Delete, &ids.at(address)?, link, ids),
        Action::Delete(_) => Ok(vec![Request::deletes(format!("/roles-by-id/{}", ids.at(address)?))]),
    }
}

/// The events of a role, which is at `path` by its name; an empty path is not known.
pub(super) fn events(path: &str, address: &Address, ids: &Ids) -> Vec<EventPath> {
    let by_id = ids.of(address).ok().map(|id| format!("roles-by-id/{id}"));
    let paths = by_id.into_iter().chain((!path.is_empty()).then(|| path.to_owned()));
    paths.flat_map(|path| [EventPath::and_below(format!("{path}/composites")), EventPath::at(path)]).collect()
}

fn composites(method: Method, id: &str, link: &Link, ids: &Ids) -> Result<Vec<Request>, MissingId> {
    let body = roles(&link.targets, ids)?;
    Ok(vec![Request::new(method, format!("/roles-by-id/{id}/composites"), Some(body))])
}

/// Exports say whether a role is composite beside its contents.
pub(super) fn represent(body: &mut Body) {
    let composite = body.get("composites").is_some_and(|composites| *composites != json!({}));
    body.insert("composite".into(), json!(composite));
}
