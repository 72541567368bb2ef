//! What kinds of objects are called: a word, and a place in the order in which plans list kinds.
//!
//! Which kinds there are is not known here: each is made by `realmform-kinds`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

/// Which kind of object an address speaks of. Kinds are in the order in which plans list them.
///
/// As small as a pointer, and ordered and hashed by its place alone: every address has one, and a realm has tens of
/// thousands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct KindName(&'static Designation);

/// How a kind is called, and where it is listed.
#[derive(Debug, PartialEq, Eq)]
pub struct Designation {
    /// Its place in plans: of two kinds, the one with the smaller number comes first. No two have the same.
    pub place: u16,
    /// The word that stands in addresses.
    pub word: &'static str,
    /// The side of a target on which its objects live.
    pub side: Side,
    /// How its objects are addressed.
    pub form: Form,
}

/// How the objects of a kind are addressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// The side itself, of which there is one: the realm. It has no name of its own.
    Side,
    /// By a name of its own, in its side or in another object: `client/neon-web`, `clientRole/neon-web/read`.
    Named,
    /// The only one in what it lives in, without a name of its own: a client's service account.
    Nameless,
    /// By its path: objects of the kind live in each other, such as groups.
    Path,
    /// By a name in objects of several kinds, so that the address tells the owner with its kind: a protocol mapper.
    Owned,
}

/// A target has up to two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The realm of a Keycloak, or of an export.
    Realm,
    /// The database with the reference data.
    Database,
}

impl KindName {
    /// The kind of this designation.
    pub const fn new(designation: &'static Designation) -> Self {
        Self(designation)
    }

    /// Its place in plans.
    pub fn place(self) -> u16 {
        self.0.place
    }

    /// The word that stands in addresses and in `[[moved]] kind = …`.
    pub fn as_str(self) -> &'static str {
        self.0.word
    }

    /// The side of a target on which objects of the kind live.
    pub fn side(self) -> Side {
        self.0.side
    }

    /// How its objects are addressed.
    pub fn form(self) -> Form {
        self.0.form
    }
}

impl Ord for KindName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.place.cmp(&other.0.place)
    }
}

impl PartialOrd for KindName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for KindName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.place.hash(state);
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.word)
    }
}

impl fmt::Debug for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.word)
    }
}
