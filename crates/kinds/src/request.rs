//! Requests to Keycloak's Admin API as data: what to list, what to send, and the ids that paths need.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use realmform_model::{Address, Body, Change, Delta, KindName, Link, Live, Object, Path};

/// How a live Keycloak lists the objects of a kind. Paths are below `/admin/realms/{realm}/`.
#[derive(Clone, Copy, Debug)]
pub enum Listing {
    /// They arrive inside the representation of what they live in.
    Inside,
    /// One request: the realm itself.
    One(&'static str),
    /// One request that answers all.
    Whole(&'static str),
    /// Pages by `first` and `max`.
    Pages(&'static str),
    /// One request that answers all, under each object of another kind.
    WholeUnder(KindName, &'static str),
    /// Pages under each object of another kind, `{id}` being that one's.
    PagesUnder(KindName, &'static str),
    /// One object under each object of another kind.
    OneUnder(KindName, &'static str),
    /// All objects of a tree, flat; each names what it lives in under `parentId`.
    Tree(Tree),
}

/// How the objects of a tree are listed. Their pages are sorted by names, and names repeat in a tree, so that a server
/// may show an object on two pages and another on none: the brief list tells who is there, pages tell the most of them
/// in full, and what they skipped is read by itself.
#[derive(Clone, Copy, Debug)]
pub struct Tree {
    /// All in one answer: ids, names and parents.
    pub brief: &'static str,
    /// In full, by `first` and `max`.
    pub pages: &'static str,
    /// One in full, by its `{id}`.
    pub one: &'static str,
}

/// Puts an answer into a representation.
pub type Merge = Box<dyn Fn(&mut Body, Value) + Send + Sync>;

/// A further read that completes a listed object.
pub struct Detail {
    /// Below `/admin/realms/{realm}/`.
    pub path: String,
    /// Puts the answer into the representation.
    pub merge: Merge,
}

impl Detail {
    /// What is read there, put into the representation so.
    pub(crate) fn new(path: impl Into<String>, merge: impl Fn(&mut Body, Value) + Send + Sync + 'static) -> Self {
        Self { path: path.into(), merge: Box::new(merge) }
    }
}

/// One write. The body's secrets stay apart until it is sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// Below `/admin/realms/{realm}`: begins with `/`, or is empty for the realm itself.
    pub path: String,
    /// The JSON body, without secrets.
    pub body: Option<Value>,
    /// Fields of the body whose values are put in when it is sent.
    pub secrets: Vec<Path>,
    /// The object that the answer's `Location` names.
    pub makes: Option<Address>,
}

/// The verbs that write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `DELETE`.
    Delete,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        })
    }
}

impl Request {
    /// A request to a path below `/admin/realms/{realm}`.
    pub fn new(method: Method, path: impl Into<String>, body: Option<Value>) -> Self {
        Self { method, path: path.into(), body, secrets: Vec::new(), makes: None }
    }

    /// What takes an object away.
    pub fn deletes(path: impl Into<String>) -> Self {
        Self::new(Method::Delete, path, None)
    }

    /// The same; its answer tells the id of this object.
    #[must_use]
    pub fn making(mut self, address: &Address) -> Self {
        self.makes = Some(address.clone());
        self
    }

    /// The same; the secrets at these paths are put in as it is sent.
    #[must_use]
    pub(crate) fn with_secrets(mut self, secrets: impl IntoIterator<Item = Path>) -> Self {
        self.secrets.extend(secrets);
        self
    }
}

/// The server's ids of the objects that are known so far.
#[derive(Clone, Debug, Default)]
pub struct Ids(BTreeMap<Address, String>);

/// An id that has to be looked up before the request can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingId(pub Address);

impl Ids {
    /// Those of the objects that live.
    pub fn of_live(live: &Live) -> Self {
        let ids = live.objects.iter().filter_map(|(address, object)| Some((address.clone(), object.id.clone()?)));
        Self(ids.collect())
    }

    /// # Errors
    /// The address, where its id is not known yet.
    pub fn of(&self, address: &Address) -> Result<&str, MissingId> {
        self.0.get(address).map(String::as_str).ok_or_else(|| MissingId(address.clone()))
    }

    /// The id as one segment of a path: whoever makes an object may choose its id.
    ///
    /// # Errors
    /// The address, where its id is not known yet.
    pub fn at(&self, address: &Address) -> Result<String, MissingId> {
        self.of(address).map(segment)
    }

    /// What objects of a kind are called, by their ids.
    pub fn names_of(&self, kind: KindName) -> BTreeMap<&str, &str> {
        let of_kind = self.0.iter().filter(|(address, _)| address.kind == kind);
        of_kind.map(|(address, id)| (id.as_str(), address.name.as_str())).collect()
    }

    /// Notes the id of an object.
    pub fn insert(&mut self, address: Address, id: impl Into<String>) {
        self.0.insert(address, id.into());
    }
}

/// Which of a realm's admin events tell of the objects of a kind.
#[derive(Clone, Copy)]
pub struct Events {
    /// Keycloak's types of these events, and of those that tell what joins its objects to others.
    pub types: &'static [&'static str],
    /// What the paths of all of them have in them; `None` where they have nothing of their own.
    pub part: Option<&'static str>,
    /// Where they tell of one object, as far as its ids are known.
    pub at: fn(&Address, &Ids) -> Vec<EventPath>,
}

/// Where a realm's admin events tell of an object, as a path below `/admin/realms/{realm}/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventPath {
    /// The resource path of the event.
    pub path: String,
    /// What is below tells of it, too.
    pub below: bool,
}

impl EventPath {
    /// Events at this path.
    pub fn at(path: impl Into<String>) -> Self {
        Self { path: path.into(), below: false }
    }

    /// Events at this path and all below it.
    pub(crate) fn and_below(path: impl Into<String>) -> Self {
        Self { path: path.into(), below: true }
    }

    /// Whether an event at this path tells of the object.
    pub fn takes(&self, path: &str) -> bool {
        let rest = path.strip_prefix(self.path.as_str());
        rest.is_some_and(|rest| rest.is_empty() || (self.below && rest.starts_with('/')))
    }
}

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A name as one segment of a path.
pub fn segment(name: &str) -> String {
    utf8_percent_encode(name, SEGMENT).to_string()
}

/// The fields of the changes that are secrets.
pub fn changed_secrets(changes: &[Change]) -> impl Iterator<Item = Path> {
    changes.iter().filter(|change| change.delta.is_secret()).map(|change| change.path.clone())
}

/// The live representation with the changes put in, for endpoints that clear what is left out.
pub fn merged(live: Option<&Object>, changes: &[Change]) -> Body {
    let mut body = live.map(|object| object.body.clone()).unwrap_or_default();
    for change in changes {
        match &change.delta {
            Delta::Value { after, .. } => change.path.set(&mut body, after.clone()),
            Delta::Set { after, .. } => change.path.set(&mut body, Some(Value::Array(after.clone()))),
            Delta::Secret | Delta::UnseenSecret => {}
        }
    }
    body
}

/// Tables that merge by key, as the attributes of clients and client scopes do: an empty text is what takes an entry away.
pub(crate) fn clear_entries(table: &str, body: &mut Body, changes: &[Change]) {
    for change in changes {
        let is_of_table = change.path.0.first().is_some_and(|field| field == table);
        if is_of_table && matches!(change.delta, Delta::Value { after: None, .. }) {
            change.path.set(body, Some(json!("")));
        }
    }
}

/// `[{id, name}]`, as the endpoints that join roles take them.
///
/// # Errors
/// The role whose id is not known yet.
pub fn roles(targets: &[Address], ids: &Ids) -> Result<Value, MissingId> {
    targets.iter().map(|role| Ok(json!({"id": ids.of(role)?, "name": role.name}))).collect()
}

/// Grants or revokes roles at an endpoint such as `/users/{id}/role-mappings`: those of the realm, or of one client.
///
/// # Errors
/// The object whose id is not known yet.
pub(crate) fn role_mapping(method: Method, endpoint: &str, link: &Link, ids: &Ids) -> Result<Request, MissingId> {
    let path = match link.targets.first().and_then(|role| role.parent.as_deref()) {
        Some(client) => format!("{endpoint}/clients/{}", ids.at(client)?),
        None => format!("{endpoint}/realm"),
    };
    Ok(Request::new(method, path, Some(roles(&link.targets, ids)?)))
}

/// The id that the server gave a representation.
pub fn id_in(raw: &Body) -> Option<&str> {
    raw.get("id").and_then(Value::as_str)
}

/// From the answer of such an endpoint to the names of roles: of the realm, and by client.
pub(crate) fn mapped_roles(answer: &Value) -> (Option<Value>, Option<Value>) {
    let names = |roles: &Value| -> Value {
        roles.as_array().into_iter().flatten().filter_map(|role| role.get("name").cloned()).collect()
    };
    let clients = answer.get("clientMappings").and_then(Value::as_object);
    let clients = clients.map(|clients| {
        clients.iter().filter_map(|(client, held)| Some((client.clone(), names(held.get("mappings")?)))).collect()
    });
    (answer.get("realmMappings").map(names), clients)
}

/// From the answer of `/role-mappings` to the export's `realmRoles` and `clientRoles`.
pub(crate) fn merge_role_mappings(body: &mut Body, answer: Value) {
    let (realm, clients) = mapped_roles(&answer);
    body.extend(realm.map(|roles| ("realmRoles".to_owned(), roles)));
    body.extend(clients.map(|roles| ("clientRoles".to_owned(), roles)));
}
