//! What kinds of objects are called: a word, and a place in the order in which plans list kinds.
//!
//! Which kinds there are is not known here: each is made by `realmform-kinds`.

use std::fmt;

/// Which kind of object an address speaks of. Kinds are in the order in which plans list them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KindName {
    place: u16,
    word: &'static str,
    side: Side,
    form: Form,
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
    /// A kind with its place in plans: of two kinds, the one with the smaller number comes first.
    pub const fn new(place: u16, word: &'static str, side: Side, form: Form) -> Self {
        Self { place, word, side, form }
    }

    /// The word that stands in addresses and in `[[moved]] kind = …`.
    pub fn as_str(self) -> &'static str {
        self.word
    }

    /// The side of a target on which objects of the kind live.
    pub fn side(self) -> Side {
        self.side
    }

    /// How its objects are addressed.
    pub fn form(self) -> Form {
        self.form
    }
}

impl fmt::Display for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)
    }
}

impl fmt::Debug for KindName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word)
    }
}
