//! Where a body names other objects: told once by each kind, walked and rewritten here.

use serde_json::Value;

use crate::names;
use realmform_model::{Address, Body, KindName, Path};

/// A place in the bodies of a kind that names another object.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// The keys on the way: `*` is any key, `[]` each element of a list.
    pub path: &'static [&'static str],
    pub names: Names,
    /// A list that steps of their own grant and revoke, after the objects which it joins.
    pub link: bool,
    /// Keycloak keeps an id here and follows a rename by itself.
    pub followed: bool,
    /// A link that the request which makes the object can carry, so that a new object needs no grants for it.
    pub carried: bool,
}

/// How the other object is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// By its natural key alone; a group by its path.
    Key(KindName),
    /// A client role, in the list that the client's id is the key of.
    ClientRole,
    /// `client.role` or `role`, as mappers spell it.
    QualifiedRole,
    /// A JSON list in a text, of objects whose `id` is `client/role` or `role`: an authorization policy's roles.
    PolicyRoles,
    /// A JSON list of client ids in a text: an authorization policy's clients.
    PolicyClients,
    /// A JSON list in a text, of objects whose `path` is a group's: an authorization policy's groups.
    PolicyGroups,
    /// `client.role`, or the bare name of a client role, whichever client it is of: a client policy's condition. The
    /// bare name is visited as a role of the client `ANY`.
    AnyClientRole,
    /// The bare name of a group, wherever it is in the tree: a client policy's condition.
    AnyGroup,
    /// `type/code` of a lookup.
    Lookup,
}

/// Stands for every client.
pub const ANY: &str = "*";

impl Slot {
    /// A list of names that is granted and revoked.
    pub const fn link(path: &'static [&'static str], names: Names) -> Self {
        Self { path, names, link: true, followed: true, carried: false }
    }

    /// A list that is granted and revoked, except that a new object is made with it.
    pub const fn carried(path: &'static [&'static str], names: Names) -> Self {
        Self { path, names, link: true, followed: true, carried: true }
    }

    /// A name that the server keeps as an id.
    pub const fn followed(path: &'static [&'static str], names: Names) -> Self {
        Self { path, names, link: false, followed: true, carried: false }
    }

    /// A name that stays as it is written when the object is renamed.
    pub const fn literal(path: &'static [&'static str], names: Names) -> Self {
        Self { path, names, link: false, followed: false, carried: false }
    }

    /// Whether the slot's lists are further in than `path`.
    pub fn is_below(&self, path: &Path) -> bool {
        self.path.len() > path.0.len() + 1
            && self.path.iter().zip(&path.0).all(|(pattern, key)| *pattern == "*" || pattern == key)
    }

    /// Whether `path` is the list that this slot's elements are in.
    pub fn is_list_at(&self, path: &Path) -> bool {
        self.path.len() == path.0.len() + 1
            && self.path.last() == Some(&"[]")
            && self.path.iter().zip(&path.0).all(|(pattern, key)| *pattern == "*" || pattern == key)
    }
}

/// One name found in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The field that holds it (a list as a whole).
    pub path: Path,
    pub target: Address,
    pub link: bool,
    /// Keycloak follows a rename of the target by itself.
    pub followed: bool,
}

/// Tells whether a client of this id exists; `client.role` can only be read with that.
pub type IsClient<'a> = &'a dyn Fn(&str) -> bool;

/// All that the body names, in the order of the slots.
pub fn references(slots: &[Slot], body: &Body, is_client: IsClient) -> Vec<Reference> {
    references_in(slots, &|key| body.get(key).cloned(), is_client)
}

/// All that a representation names, whose fields `field` tells.
pub fn references_in(slots: &[Slot], field: &dyn Fn(&str) -> Option<Value>, is_client: IsClient) -> Vec<Reference> {
    let mut found = Vec::new();
    for slot in slots {
        let Some(mut value) = slot.path.first().and_then(|key| field(key)) else { continue };
        let path = Path::of(&slot.path[..1]);
        walk(slot, &slot.path[1..], &mut value, &path, "", is_client, &mut |path, target| {
            // A name that does not tell which object it means is no reference to one.
            let is_bare = slot.names == Names::AnyGroup || target.parent.as_ref().is_some_and(|it| it.name == ANY);
            if is_bare {
                return None;
            }
            found.push(Reference {
                path: path.clone(),
                target: target.clone(),
                link: slot.link,
                followed: slot.followed,
            });
            None
        });
    }
    found
}

/// Rewrites what the slot names: `rename` tells the new address of a target that has one.
pub fn rewrite(
    slot: &Slot,
    body: &mut Body,
    is_client: IsClient,
    rename: &mut dyn FnMut(&Path, &Address) -> Option<Address>,
) {
    let Some(value) = slot.path.first().and_then(|key| body.get_mut(*key)) else { return };
    walk(slot, &slot.path[1..], value, &Path::of(&slot.path[..1]), "", is_client, rename);
}

/// Takes out of lists what names an object that is gone, as a server does that has the names as ids. What is not in a list
/// stays.
pub fn forget(slot: &Slot, body: &mut Body, gone: &dyn Fn(&Address) -> bool) {
    if let Some(value) = slot.path.first().and_then(|key| body.get_mut(*key)) {
        forget_in(slot, &slot.path[1..], value, "", gone);
    }
}

fn forget_in(slot: &Slot, way: &[&str], value: &mut Value, client: &str, gone: &dyn Fn(&Address) -> bool) {
    let names_gone = |text: Option<&str>| {
        let target = text.and_then(|text| match slot.names {
            Names::Key(names::GROUP) => names::group(text),
            Names::Key(kind) => Some(Address::top(kind, text)),
            Names::ClientRole => Some(names::client_role(client, text)),
            Names::Lookup => text.split_once('/').map(|(kind, code)| names::lookup(kind, code)),
            _ => None,
        });
        target.is_some_and(|target| gone(&target))
    };
    match (way, value) {
        (["[]"], Value::Array(items)) => items.retain(|item| !names_gone(item.as_str())),
        (["[]", key], Value::Array(items)) if *key != "[]" && *key != "*" => {
            items.retain(|item| !names_gone(item.get(key).and_then(Value::as_str)));
        }
        (["[]", rest @ ..], Value::Array(items)) => {
            items.iter_mut().for_each(|item| forget_in(slot, rest, item, client, gone));
        }
        (["*", rest @ ..], Value::Object(entries)) => {
            if slot.names == Names::ClientRole {
                entries.retain(|key, _| !gone(&names::client(key.clone())));
            }
            entries.iter_mut().for_each(|(key, entry)| forget_in(slot, rest, entry, key, gone));
        }
        ([key, rest @ ..], Value::Object(entries)) => {
            if let Some(entry) = entries.get_mut(*key) {
                forget_in(slot, rest, entry, client, gone);
            }
        }
        _ => {}
    }
}

type Visit<'a> = &'a mut dyn FnMut(&Path, &Address) -> Option<Address>;

fn walk(slot: &Slot, way: &[&str], value: &mut Value, place: &Path, client: &str, is_client: IsClient, visit: Visit) {
    let Some((first, rest)) = way.split_first() else {
        if let Value::String(text) = value
            && let Some(new) = name(slot.names, text, place, client, is_client, visit)
        {
            *text = new;
        }
        return;
    };
    // A list is one field, so what is inside an element has the list's own path.
    let listed = slot.path[..slot.path.len() - way.len()].contains(&"[]");
    let path_of = |key: &str| if listed { place.clone() } else { place.then(key) };
    match (*first, value) {
        ("[]", Value::Array(items)) => {
            for item in items {
                walk(slot, rest, item, place, client, is_client, visit);
            }
        }
        ("*", Value::Object(entries)) => {
            let old = std::mem::take(entries);
            for (key, mut entry) in old {
                let path = path_of(&key);
                let new_key = match slot.names {
                    Names::ClientRole => visit(&path, &names::client(key.clone())).map(|client| client.name),
                    _ => None,
                };
                walk(slot, rest, &mut entry, &path, &key, is_client, visit);
                entries.insert(new_key.unwrap_or(key), entry);
            }
        }
        (key, Value::Object(entries)) => {
            if let Some(entry) = entries.get_mut(key) {
                walk(slot, rest, entry, &path_of(key), client, is_client, visit);
            }
        }
        _ => {}
    }
}

/// Visits the object that `text` names; the new text where it is renamed.
fn name(names: Names, text: &str, path: &Path, client: &str, is_client: IsClient, visit: Visit) -> Option<String> {
    match names {
        Names::Key(names::GROUP) => visit(path, &names::group(text)?).map(|group| group.path()),
        Names::Key(kind) => visit(path, &Address::top(kind, text)).map(|target| target.name),
        Names::ClientRole => visit(path, &names::client_role(client, text)).map(|role| role.name),
        Names::AnyClientRole => match qualified_role(text, '.', is_client) {
            role if role.kind == names::CLIENT_ROLE => visit(path, &role).map(|role| qualified(&role, '.')),
            _ => visit(path, &names::client_role(ANY, text)).map(|role| role.name),
        },
        Names::AnyGroup => visit(path, &Address::top(names::GROUP, text)).map(|group| group.name),
        Names::QualifiedRole => visit(path, &qualified_role(text, '.', is_client)).map(|role| qualified(&role, '.')),
        Names::PolicyRoles => entries(text, "id", &mut |id| {
            visit(path, &qualified_role(id, '/', is_client)).map(|role| qualified(&role, '/'))
        }),
        Names::PolicyClients => {
            let mut clients: Vec<String> = serde_json::from_str(text).ok()?;
            let mut changed = false;
            for client in &mut clients {
                if let Some(new) = visit(path, &names::client(client.clone())) {
                    *client = new.name;
                    changed = true;
                }
            }
            changed.then(|| serde_json::to_string(&clients).unwrap_or_default())
        }
        Names::PolicyGroups => {
            entries(text, "path", &mut |group| visit(path, &names::group(group)?).map(|group| group.path()))
        }
        Names::Lookup => {
            let (lookup_type, code) = text.split_once('/')?;
            visit(path, &names::lookup(lookup_type, code)).map(|lookup| lookup.names().join("/"))
        }
    }
}

/// Rewrites `key` of each object in the JSON list that `text` is; `None` where nothing changes.
fn entries(text: &str, key: &str, new: &mut dyn FnMut(&str) -> Option<String>) -> Option<String> {
    let mut list: Vec<Value> = serde_json::from_str(text).ok()?;
    let mut changed = false;
    for entry in &mut list {
        if let Some(Value::String(name)) = entry.get_mut(key)
            && let Some(renamed) = new(name)
        {
            *name = renamed;
            changed = true;
        }
    }
    changed.then(|| serde_json::to_string(&list).unwrap_or_default())
}

/// Keycloak's own reading of `client.role`: the longest prefix that is a client's id, else a realm role.
/// The role that `client.role` or `role` names.
pub fn qualified_role(text: &str, separator: char, is_client: IsClient) -> Address {
    text.rmatch_indices(separator).find(|(at, _)| is_client(&text[..*at])).map_or_else(
        || names::realm_role(text),
        |(at, _)| names::client_role(&text[..at], &text[at + separator.len_utf8()..]),
    )
}

fn qualified(role: &Address, separator: char) -> String {
    role.names().join(&separator.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: Value) -> Body {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_renamed_client_takes_the_key_of_its_roles_along() {
        let slot = Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole);
        let mut group = body(json!({"clientRoles": {"runtime-api": ["doc:read"], "neon-web": ["a"]}}));
        let (from, to) = (names::client("runtime-api"), names::client("athyper-api-runtime"));
        rewrite(&slot, &mut group, &|_| true, &mut |_, target| target.rekeyed(&from, &to));
        assert_eq!(
            Value::Object(group),
            json!({"clientRoles": {"athyper-api-runtime": ["doc:read"], "neon-web": ["a"]}})
        );
    }

    #[test]
    fn what_is_gone_is_in_no_list_any_more() {
        let slots = [
            Slot::link(&["clientRoles", "*", "[]"], Names::ClientRole),
            Slot::link(&["realmRoles", "[]"], Names::Key(names::REALM_ROLE)),
            Slot::followed(&["scopeMappings", "[]", "client"], Names::Key(names::CLIENT)),
            Slot::literal(&["config", "role"], Names::QualifiedRole),
        ];
        let left = |gone: Address| {
            let mut holder = body(json!({
                "clientRoles": {"web": ["a", "b"], "api": ["a"]}, "realmRoles": ["a", "b"],
                "scopeMappings": [{"client": "web"}, {"client": "api"}], "config": {"role": "a"},
            }));
            slots.iter().for_each(|slot| forget(slot, &mut holder, &|it| it.lineage().any(|it| *it == gone)));
            Value::Object(holder).to_string()
        };
        assert_eq!(
            left(names::client_role("web", "a")),
            r#"{"clientRoles":{"web":["b"],"api":["a"]},"realmRoles":["a","b"],"scopeMappings":[{"client":"web"},{"client":"api"}],"config":{"role":"a"}}"#
        );
        assert_eq!(
            left(names::client("web")),
            r#"{"clientRoles":{"api":["a"]},"realmRoles":["a","b"],"scopeMappings":[{"client":"api"}],"config":{"role":"a"}}"#
        );
        assert!(left(names::realm_role("a")).contains(r#""realmRoles":["b"]"#));
    }

    #[test]
    fn a_qualified_role_is_read_as_keycloak_reads_it() {
        let slot = Slot::literal(&["config", "role"], Names::QualifiedRole);
        let mapper = body(json!({"config": {"role": "runtime-api.course.create"}}));
        let known = references(&[slot], &mapper, &|client| client == "runtime-api");
        assert_eq!(known[0].target, names::client_role("runtime-api", "course.create"));
        let unknown = references(&[slot], &mapper, &|_| false);
        assert_eq!(unknown[0].target, names::realm_role("runtime-api.course.create"));
    }

    #[test]
    fn a_policy_names_its_roles_in_a_json_text() {
        let slot = Slot::followed(&["policies", "[]", "config", "roles"], Names::PolicyRoles);
        let mut client =
            body(json!({"policies": [{"config": {"roles": "[{\"id\":\"runtime-api/doc:read\",\"required\":true}]"}}]}));
        let (from, to) = (names::client("runtime-api"), names::client("api"));
        rewrite(&slot, &mut client, &|_| true, &mut |_, target| target.rekeyed(&from, &to));
        assert_eq!(client["policies"][0]["config"]["roles"], "[{\"id\":\"api/doc:read\",\"required\":true}]");
    }
}
