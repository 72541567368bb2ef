//! The words that all the rest speaks: addresses, objects, the desired and the live document.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::finding::Span;
use crate::ownership::Ownership;

/// The representation of an object: the shape of Keycloak's own realm export, absent fields absent.
pub type Body = Map<String, Value>;

/// Which kind of object an address speaks of. The order is the one in which plans list kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KindName {
    Realm,
    ClientScope,
    Client,
    ServiceAccount,
    ClientRole,
    RealmRole,
    Group,
    ProtocolMapper,
    Organization,
    UserFederation,
    LdapMapper,
    Table,
    LookupType,
    Lookup,
}

impl KindName {
    /// The word that stands in addresses and in `[[moved]] kind = …`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Realm => "realm",
            Self::ClientScope => "clientScope",
            Self::Client => "client",
            Self::ServiceAccount => "serviceAccount",
            Self::ClientRole => "clientRole",
            Self::RealmRole => "realmRole",
            Self::Group => "group",
            Self::ProtocolMapper => "protocolMapper",
            Self::Organization => "organization",
            Self::UserFederation => "userFederation",
            Self::LdapMapper => "ldapMapper",
            Self::Table => "table",
            Self::LookupType => "lookupType",
            Self::Lookup => "lookup",
        }
    }
}

impl FromStr for KindName {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        crate::kinds::ALL.iter().map(|kind| kind.name()).find(|kind| kind.as_str() == word).ok_or(())
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What one object is called: its kind, what it lives in, and its natural key there.
///
/// The realm and a client's service account have no name of their own; theirs is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub kind: KindName,
    pub parent: Option<Arc<Address>>,
    pub name: String,
}

/// Groups nest no deeper: an address is walked level by level.
const MOST_LEVELS: usize = 100;

impl Address {
    /// An object that lives in the realm or in the database itself.
    pub fn top(kind: KindName, name: impl Into<String>) -> Self {
        Self { kind, parent: None, name: name.into() }
    }

    /// An object inside another.
    pub fn inside(parent: Address, kind: KindName, name: impl Into<String>) -> Self {
        Self { kind, parent: Some(Arc::new(parent)), name: name.into() }
    }

    /// From the kind, the names from the outside in, and the kind of what the object is in: the parts that a plan's JSON
    /// has. `None` where they do not fit together.
    pub fn of(kind: KindName, within: Option<KindName>, names: &[String]) -> Option<Self> {
        let Some(within) = within else {
            return match (kind, names) {
                (KindName::Realm, []) => Some(Self::realm()),
                (_, [name]) => Some(Self::top(kind, name.clone())),
                _ => None,
            };
        };
        // A service account has no name of its own.
        let (name, outer) = match kind {
            KindName::ServiceAccount => ("", names),
            _ => names.split_last().map(|(name, outer)| (name.as_str(), outer))?,
        };
        let outer_within = (within == KindName::Group && outer.len() > 1).then_some(KindName::Group);
        (outer.len() <= MOST_LEVELS).then_some(())?;
        Some(Self::inside(Self::of(within, outer_within, outer)?, kind, name))
    }

    pub fn realm() -> Self {
        Self::top(KindName::Realm, "")
    }

    pub fn client(id: impl Into<String>) -> Self {
        Self::top(KindName::Client, id)
    }

    pub fn client_role(client: impl Into<String>, name: impl Into<String>) -> Self {
        Self::inside(Self::client(client), KindName::ClientRole, name)
    }

    pub fn realm_role(name: impl Into<String>) -> Self {
        Self::top(KindName::RealmRole, name)
    }

    pub fn client_scope(name: impl Into<String>) -> Self {
        Self::top(KindName::ClientScope, name)
    }

    /// A group by its path, such as `/neon/workbench`; `None` where the path does not begin with `/`, is empty, holds an
    /// empty name, or is deeper than any export can be (100 levels).
    pub fn group(path: &str) -> Option<Self> {
        let names = path.strip_prefix('/')?;
        let mut address: Option<Self> = None;
        for (depth, name) in names.split('/').enumerate() {
            if name.is_empty() || depth == MOST_LEVELS {
                return None;
            }
            address = Some(match address {
                None => Self::top(KindName::Group, name),
                Some(parent) => Self::inside(parent, KindName::Group, name),
            });
        }
        address
    }

    pub fn lookup(lookup_type: impl Into<String>, code: impl Into<String>) -> Self {
        Self::inside(Self::top(KindName::LookupType, lookup_type), KindName::Lookup, code)
    }

    /// The names from the outermost ancestor to this object, the empty ones left out.
    pub fn names(&self) -> Vec<&str> {
        let mut names = self.parent.as_ref().map_or_else(Vec::new, |parent| parent.names());
        if !self.name.is_empty() {
            names.push(&self.name);
        }
        names
    }

    /// What people call the object within its kind: a group's path, else the bare name.
    pub fn shown_name(&self) -> String {
        match self.kind {
            KindName::Group => self.group_path(),
            _ => self.name.clone(),
        }
    }

    /// `/neon/workbench` for a group.
    pub fn group_path(&self) -> String {
        self.names().iter().map(|name| format!("/{name}")).collect()
    }

    /// The object itself and all it lives in, innermost first.
    pub fn lineage(&self) -> impl Iterator<Item = &Address> {
        std::iter::successors(Some(self), |address| address.parent.as_deref())
    }

    /// The same object after `from` has become `to`, where it is `from` or lives in it.
    pub fn rekeyed(&self, from: &Address, to: &Address) -> Option<Address> {
        if self == from {
            return Some(to.clone());
        }
        let parent = self.parent.as_ref()?.rekeyed(from, to)?;
        Some(Self::inside(parent, self.kind, self.name.clone()))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        match (&self.parent, self.kind) {
            // A mapper can live in a client or in a scope, so its owner is told with its kind.
            (Some(parent), KindName::ProtocolMapper) => write!(f, "/{parent}/{}", self.name),
            _ => self.names().iter().try_for_each(|name| write!(f, "/{name}")),
        }
    }
}

/// A field within a body: the keys from the outside in. Lists are one field, however long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path(pub Vec<String>);

impl Path {
    pub fn of(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| (*key).to_owned()).collect())
    }

    #[must_use]
    pub fn then(&self, key: impl Into<String>) -> Self {
        let mut keys = self.0.clone();
        keys.push(key.into());
        Self(keys)
    }

    pub fn get<'a>(&self, body: &'a Body) -> Option<&'a Value> {
        let (first, rest) = self.0.split_first()?;
        rest.iter().try_fold(body.get(first)?, |value, key| value.get(key))
    }

    /// Sets the field, making the objects on the way; `None` takes the field away.
    pub fn set(&self, body: &mut Body, value: Option<Value>) {
        let Some((last, way)) = self.0.split_last() else { return };
        let mut place = body;
        for key in way {
            if value.is_none() && !place.get(key).is_some_and(Value::is_object) {
                return;
            }
            let next = place.entry(key.clone()).or_insert_with(|| Value::Object(Body::new()));
            if !next.is_object() {
                *next = Value::Object(Body::new());
            }
            let Value::Object(next) = next else { return };
            place = next;
        }
        match value {
            Some(value) => place.insert(last.clone(), value),
            None => place.shift_remove(last),
        };
    }
}

impl fmt::Display for Path {
    /// As TOML would spell it: `attributes."pkce.code.challenge.method"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, key) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(".")?;
            }
            let bare = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            if bare { f.write_str(key)? } else { write!(f, "{key:?}")? }
        }
        Ok(())
    }
}

/// One object as it is live.
#[derive(Clone, Debug, Default)]
pub struct Object {
    pub body: Body,
    /// The server's own id: a UUID in Keycloak, a row's number in a database.
    pub id: Option<String>,
    /// Values that must never be shown, taken out of the body. `None` is one that the server masks.
    pub secrets: BTreeMap<Path, Option<SecretString>>,
}

/// Where a secret's value is to be had; never the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretSource {
    /// The environment variable of this name.
    Env(String),
    /// The content of this file, without the line's end; relative to the project's folder.
    File(String),
    /// What this command prints, without the line's end.
    Command(Vec<String>),
    /// Made up once, when there is none, and kept by the server.
    Generate,
}

/// One object as the TOML declares it.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The declared fields only.
    pub body: Body,
    /// Where the object is declared.
    pub span: Span,
    /// Where each declared field stands.
    pub spans: BTreeMap<Path, Span>,
    pub secrets: BTreeMap<Path, SecretSource>,
    /// Not written down itself, but implied by what is: a group above a declared one.
    pub implied: bool,
}

impl Declared {
    /// The place of a field, or of the nearest thing around it.
    pub fn place(&self, path: &Path) -> &Span {
        let mut keys = path.clone();
        loop {
            if let Some(span) = self.spans.get(&keys) {
                return span;
            }
            if keys.0.pop().is_none() {
                return &self.span;
            }
        }
    }
}

/// An entry of history: an object that was called `from` is called `to`.
#[derive(Clone, Debug)]
pub struct Move {
    pub kind: KindName,
    /// The client of a client role, the type of a lookup: what the names are names in.
    pub within: Option<String>,
    /// A name, or a pattern with one `*`. A group's path.
    pub from: String,
    pub to: String,
    pub reason: Option<String>,
    pub span: Span,
}

/// What the project's files say.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    pub objects: BTreeMap<Address, Declared>,
    pub moves: Vec<Move>,
    /// What becomes of what is not declared.
    pub ownership: Ownership,
    /// Whether all objects of the declared kinds are to be seen, also those that no file speaks of.
    pub sees_all: bool,
}

impl Desired {
    /// Leaves out what lives on no side of these: in a realm, in a database.
    pub fn keep(&mut self, sides: &[Side]) {
        self.objects.retain(|address, _| sides.contains(&address.kind.side()));
        self.moves.retain(|moved| sides.contains(&moved.kind.side()));
    }

    /// Whether all objects of the kind have to be read.
    pub fn sees(&self, kind: KindName) -> bool {
        self.ownership.deletes(kind) || (self.sees_all && self.speaks_of(kind))
    }

    /// Whether anything of the kind is declared or moved.
    pub fn speaks_of(&self, kind: KindName) -> bool {
        self.objects.keys().any(|address| address.kind == kind) || self.moves.iter().any(|moved| moved.kind == kind)
    }
}

/// A target has up to two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Realm,
    Database,
}

impl KindName {
    pub fn side(self) -> Side {
        match self {
            Self::Table | Self::LookupType | Self::Lookup => Side::Database,
            _ => Side::Realm,
        }
    }
}

/// What is there, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The realm's name.
    pub realm: String,
    pub objects: BTreeMap<Address, Object>,
    /// Sides that do not exist at all yet: no such realm, no such file.
    pub absent: BTreeSet<Side>,
}
