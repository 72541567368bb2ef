//! The small types of what a kind says of itself.

use realmform_model::{Address, Fall, KindName};

/// Where objects of a kind stand.
pub struct Place {
    /// The keys in the TOML; `*` is a name. Empty where the kind cannot be declared.
    pub toml: &'static [&'static str],
    /// The way in the export's JSON. Empty where the kind is in no export.
    pub export: &'static [Seg],
    /// From the names on the way to the address; `None` where a name is not one (a group's path without its `/`).
    pub address: fn(&[&str]) -> Option<Address>,
    /// Back from an address to the names on the way; `None` where the object does not live in this place.
    pub names: fn(&Address) -> Option<Vec<String>>,
}

/// One step of the way into an export.
#[derive(Clone, Copy, Debug)]
pub enum Seg {
    /// A fixed key.
    Key(&'static str),
    /// Any key of an object: a name.
    Named,
    /// Any element of a list: the names are under these keys; elements without them are passed over.
    List(&'static [&'static str]),
    /// A list whose elements have their name under the first key, and hold lists of their own under the second, to any
    /// depth.
    Tree(&'static str, &'static str),
}

impl Seg {
    /// How many names stand on this step; of a tree at least one.
    pub fn names(&self) -> usize {
        match self {
            Self::Key(_) => 0,
            Self::Named | Self::Tree(..) => 1,
            Self::List(keys) => keys.len(),
        }
    }
}

/// The keys of a representation that tell which object it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Holds the natural key.
    pub name: &'static str,
    /// Holds what the server knows the object by.
    pub id: &'static str,
}

impl Keys {
    /// The keys of most kinds: `name` and `id`.
    pub const NAME: Self = Self::named("name");

    /// The natural key under this key, and `id`.
    pub const fn named(name: &'static str) -> Self {
        Self { name, id: "id" }
    }
}

/// Who makes an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody who administers the realm.
    User,
    /// Keycloak, by itself.
    Keycloak,
    /// Whoever makes what it lives in.
    Owner,
}

impl Origin {
    /// Keycloak's, where the name is one of these.
    pub fn among(names: &[&str], name: &str) -> Self {
        if names.contains(&name) { Self::Keycloak } else { Self::User }
    }
}

/// How `[[moved]]` renames objects of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renames {
    /// It cannot: the server has no rename, or nothing has a name of its own.
    Never,
    /// In place.
    InPlace,
    /// In place, and the entry names what the object lives in under a key.
    Inside {
        /// The key.
        key: &'static str,
        /// A name for it in a help, such as `the-client-of-the-role`.
        example: &'static str,
    },
}

/// What objects of a kind make others wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// All else on its side waits until it is made: the realm, a table.
    pub founds: bool,
    /// It waits for every change of what founds its side, not only for its making.
    pub needs_settings: bool,
    /// A new object is made with what the lists of this kind in what founds its side hold at that moment, so it waits for
    /// them.
    pub needs_lists: Option<KindName>,
    /// What one object has no other may have, so that those that stay wait for those that go.
    pub is_exclusive: bool,
}

impl Waits {
    /// Only for what bodies name.
    pub(crate) const NOTHING: Self =
        Self { founds: false, needs_settings: false, needs_lists: None, is_exclusive: false };
}

/// What objects of a kind are when another, or they themselves, are deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Falling {
    /// What it is to a deleted object that it lives in.
    pub inside: Option<Fall>,
    /// What it is to a deleted object that it names.
    pub outside: Option<Fall>,
    /// What people are to it.
    pub people: Fall,
    /// Contents that may belong to others, so they are not silently deleted with their parent.
    pub is_kept: bool,
    /// People and others have its roles, and not the object itself.
    pub has_roles: bool,
}

impl Falling {
    /// Nothing falls, and people would be those who have it.
    pub(crate) const NOTHING: Self =
        Self { inside: None, outside: None, people: Fall::Users, is_kept: false, has_roles: false };
}

/// The verbs for links from this kind to others, in Keycloak's terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joins {
    /// A role is granted.
    Granted,
    /// A client scope is assigned.
    Assigned,
    /// A group is added to a list.
    Added,
}

impl Joins {
    /// The verb of a step that joins, or of one that takes apart.
    pub fn verb(self, is_revoked: bool) -> &'static str {
        match (self, is_revoked) {
            (Self::Granted, false) => "grant",
            (Self::Granted, true) => "revoke",
            (Self::Assigned, false) => "assign",
            (Self::Assigned, true) => "unassign",
            (Self::Added, false) => "add",
            (Self::Added, true) => "remove",
        }
    }

    /// What is joined.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Granted => "role",
            Self::Assigned => "client scope",
            Self::Added => "group",
        }
    }
}

/// Which plans have to see the objects of a kind on a live Keycloak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// All: others name them nearly everywhere.
    Always,
    /// Those whose files speak of the kind, or name objects of it.
    Named,
    /// Those whose files speak of the kind, where the realm has this setting on.
    Switched(&'static str),
    /// Those that rename something.
    Moved,
}

/// A field that a declaration may have.
pub type Field = (&'static str, Shape);

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string.
    Text,
    /// True or false.
    Bool,
    /// An integer.
    Int,
    /// A list of texts.
    Texts,
    /// A table of texts; numbers and booleans are taken as texts, as Keycloak itself does.
    TextMap,
    /// A table of tables of texts.
    TextMaps,
    /// A table of lists of texts; a single text is taken as a list of one.
    TextsMap,
    /// A table with these fields.
    Fields(&'static [Field]),
    /// A table by name, each entry with these fields.
    Named(&'static [Field]),
    /// Whatever JSON can say: tables and lists that are handed on as they are.
    Any,
}
