//! Where and how the bodies of a kind refer to other objects.

use realmform_model::{Address, KindName, Path};

/// A place in the bodies of a kind that names another object.
#[derive(Clone, Copy, Debug)]
pub struct Slot {
    /// The keys on the way: `*` is any key, `[]` each element of a list.
    pub path: &'static [&'static str],
    /// How the name is written there.
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
    /// `client/role` or `role`.
    RoleBySlash,
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
    /// `table/key` of a row.
    Row,
}

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
    /// The object that is named.
    pub target: Address,
    /// Whether steps of their own grant and revoke it.
    pub link: bool,
    /// Keycloak follows a rename of the target by itself.
    pub followed: bool,
}
