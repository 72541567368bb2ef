//! A realm export as JSON: reads it into the document, and applies steps to it as a server would.

use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use serde_json::Value;

use crate::default_role::default_role;
use crate::kind::Kind;
use crate::place::{Exploded, add, explode, find, remove, visit_mut};
use crate::reference::{forget, rewrite};
use crate::secret::in_form;
use crate::{kinds, names};
use file::{Contents, Export, choose};
use realmform_model::{Action, Address, Body, Delta, Failure, Live, Path, Secrets, Side, Step};

pub mod file;
mod older;
mod protocols;
mod typed;

/// Reads the export of one realm out of bytes that came from `shown`, as Keycloak reads it.
///
/// # Errors
/// They are not JSON, or something else than one realm's export.
pub fn from_slice(bytes: &[u8], shown: &str) -> Result<Value, Failure> {
    let realms = Contents::of(bytes, shown)?.realms(shown)?;
    Ok(Export::of(choose(realms, None, shown, "pass a file with a single realm")?).realm)
}

/// The document that an export is.
pub fn live(export: &Value) -> Live {
    let Exploded { mut objects, twins } = explode(export);
    if let Value::Object(root) = export {
        objects.insert(names::realm(), crate::place::object(kinds::of(names::REALM), root.clone()));
    }
    let realm = export.get("realm").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut live = Live { realm, objects, findings: twins, ..Live::default() };
    for (address, object) in &mut live.objects {
        kinds::of(address.kind).gather(export, address, &mut object.body);
    }
    live
}

/// The document that an export is, and what there is to tell of it.
pub fn document(export: &Export) -> Live {
    let mut live = live(&export.realm);
    live.findings.extend(export.findings.iter().cloned());
    live
}

/// Does the steps to the export's JSON, in their order.
pub fn carry_out<'a>(export: &mut Value, steps: impl IntoIterator<Item = &'a Step>, realm: &str, secrets: &Secrets) {
    let mut renamed: Vec<(Address, &Address)> = Vec::new();
    for step in steps {
        if let Action::Update { renamed: Some(it), .. } = &step.action {
            // What it lives in may have been renamed by an earlier step.
            let from = renamed.iter().fold(it.from.clone(), |from, (old, new)| from.rekeyed(old, new).unwrap_or(from));
            rename(export, kinds::of(step.address.kind), &from, &step.address);
            renamed.push((from, &step.address));
        }
        one_step(export, step, realm, secrets);
    }
}

/// Does one step to the export's JSON. Nothing here knows any kind.
fn one_step(export: &mut Value, step: &Step, realm: &str, secrets: &Secrets) {
    let kind = kinds::of(step.address.kind);
    if let Action::Delete(_) = &step.action {
        return delete(export, kind, &step.address);
    }
    let Some(mut body) = place(export, kind, &step.address, realm).cloned() else { return };
    // The body as the kind speaks of it, so that paths mean the same as in the plan.
    kind.normalise(&mut body);
    kind.gather(export, &step.address, &mut body);
    match &step.action {
        Action::Create { body: new, secrets: paths } => {
            body.extend(new.clone());
            put_secrets(&mut body, &step.address, paths.iter(), secrets);
        }
        Action::Update { changes, .. } => {
            for change in changes {
                match &change.delta {
                    Delta::Value { after, .. } => change.path.set(&mut body, after.clone()),
                    Delta::Set { after, .. } => change.path.set(&mut body, Some(Value::Array(after.clone()))),
                    Delta::Secret | Delta::UnseenSecret => {
                        put_secrets(&mut body, &step.address, [&change.path].into_iter(), secrets)
                    }
                }
            }
        }
        Action::Grant(link) => link.join(&mut body, true),
        Action::Revoke(link) => link.join(&mut body, false),
        Action::Delete(_) => {}
    }
    kind.represent(&step.address, &mut body);
    kind.scatter(export, &step.address, &mut body);
    if let Some(raw) = place(export, kind, &step.address, realm) {
        *raw = body;
    }
}

/// The object's representation; made where it is not there yet, as the server would have.
fn place<'a>(export: &'a mut Value, kind: &dyn Kind, address: &Address, realm: &str) -> Option<&'a mut Body> {
    if address.kind == names::REALM {
        return export.as_object_mut();
    }
    if find(export, kind, address).is_none() {
        let born = kind.born_with(address, &default_role(realm, export.as_object())).unwrap_or_default();
        add(export, kind, address)?.extend(born);
    }
    find(export, kind, address)
}

fn put_secrets<'a>(body: &mut Body, address: &Address, paths: impl Iterator<Item = &'a Path>, secrets: &Secrets) {
    for path in paths {
        if let Some(secret) = secrets.get(&(address.clone(), path.clone())) {
            path.set(body, Some(in_form(kinds::of(address.kind), path, secret.expose_secret())));
        }
    }
}

/// Deletes an object as a server would: with the objects inside it, and its name in all lists.
fn delete(export: &mut Value, kind: &dyn Kind, address: &Address) {
    remove(export, kind, address);
    if address.kind == names::CLIENT {
        if let Some(Value::Object(clients)) = export.pointer_mut("/roles/client") {
            clients.shift_remove(&address.name);
        }
        if let Some(Value::Array(users)) = export.get_mut("users") {
            let of_client =
                |user: &Value| user.get("serviceAccountClientId").and_then(Value::as_str) == Some(&address.name);
            users.retain(|user| !of_client(user));
        }
    }
    let gone = |target: &Address| target.lineage().any(|it| it == address);
    for kind in kinds::ALL.iter().filter(|kind| kind.name().side() == Side::Realm) {
        for place in kind.places() {
            visit_mut(export, place.export, &mut |body| {
                kind.slots().iter().filter(|slot| slot.followed).for_each(|slot| forget(slot, body, &gone));
            });
        }
    }
}

/// Gives an object its new name, and rewrites what a server would: everything that it keeps by id.
fn rename(export: &mut Value, kind: &dyn Kind, here: &Address, to: &Address) {
    // `client.role` is read as the server reads it now, when some clients may still bear their old names.
    let clients: BTreeSet<String> = client_ids(export);
    let raw = if here.parent == to.parent {
        find(export, kind, here)
    } else {
        let moved = find(export, kind, here).cloned().unwrap_or_default();
        remove(export, kind, here);
        let mut raw = add(export, kind, to);
        if let Some(raw) = &mut raw {
            raw.extend(moved);
        }
        raw
    };
    if let Some(raw) = raw {
        raw.insert(kind.keys().name.to_owned(), to.name.clone().into());
        if to.kind == names::GROUP {
            put_paths(raw, &to.plain_path());
        }
    }
    // A role that is spelt out is found by its text, as the server finds it: not as a role of a client that is new here.
    let owner = here.parent.as_deref().filter(|_| here.kind == names::CLIENT_ROLE).map(|client| client.name.as_str());
    let is_client = |id: &str| owner.map_or_else(|| clients.contains(id), |owner| id == owner);
    let renamed = |target: &Address| target.rekeyed(here, to);
    for kind in kinds::ALL.iter().filter(|kind| kind.name().side() == Side::Realm) {
        for place in kind.places() {
            visit_mut(export, place.export, &mut |body| {
                for slot in kind.slots().iter().filter(|slot| slot.followed) {
                    rewrite(slot, body, &is_client, &mut |_, target| renamed(target));
                }
            });
        }
    }
    // Roles by client and service accounts are keyed by the client's id.
    if to.kind == names::CLIENT {
        if let Some(Value::Object(clients)) = export.pointer_mut("/roles/client") {
            let old = std::mem::take(clients);
            clients
                .extend(old.into_iter().map(|(id, roles)| (if id == here.name { to.name.clone() } else { id }, roles)));
        }
        for user in export.get_mut("users").and_then(Value::as_array_mut).into_iter().flatten() {
            if user.get("serviceAccountClientId").and_then(Value::as_str) == Some(&here.name) {
                user["serviceAccountClientId"] = to.name.clone().into();
                user["username"] = format!("service-account-{}", to.name.to_lowercase()).into();
            }
        }
    }
}

/// A group's path begins with those of the groups above it.
fn put_paths(group: &mut Body, path: &str) {
    if group.contains_key("path") {
        group.insert("path".to_owned(), path.into());
    }
    for below in group.get_mut("subGroups").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Value::Object(below) = below
            && let Some(name) = below.get("name").and_then(Value::as_str)
        {
            let path = format!("{path}/{name}");
            put_paths(below, &path);
        }
    }
}

/// The ids of the clients that are there.
fn client_ids(export: &Value) -> BTreeSet<String> {
    let clients = export.get("clients").and_then(Value::as_array).into_iter().flatten();
    clients.filter_map(|client| client.get("clientId")?.as_str().map(str::to_owned)).collect()
}
