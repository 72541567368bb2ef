//! Addresses of objects: a kind, the parent object if any, and the natural key within it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::kind::{Form, KindName};

pub mod path;

/// The address of an object: its kind, its parent, and its natural key there.
///
/// The realm and a client's service account have no name of their own; theirs is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    /// The kind of the object.
    pub kind: KindName,
    /// What it lives in.
    pub parent: Option<Arc<Address>>,
    /// Its natural key there.
    pub name: String,
}

/// The entries of one kind.
pub fn of_kind<V>(objects: &BTreeMap<Address, V>, kind: KindName) -> impl Iterator<Item = (&Address, &V)> {
    // Addresses are in the order of kinds, and nothing of a kind comes before the one without parent and name.
    objects.range(Address::top(kind, "")..).take_while(move |(address, _)| address.kind == kind)
}

/// Trees nest no deeper: an address is walked level by level.
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
                (kind, []) if kind.form() == Form::Side => Some(Self::top(kind, "")),
                (_, [name]) => Some(Self::top(kind, name.clone())),
                _ => None,
            };
        };
        // What has no name of its own adds none.
        let (name, outer) = match kind.form() {
            Form::Nameless => ("", names),
            _ => names.split_last().map(|(name, outer)| (name.as_str(), outer))?,
        };
        let outer_within = (within.form() == Form::Path && outer.len() > 1).then_some(within);
        (outer.len() <= MOST_LEVELS).then_some(())?;
        Some(Self::inside(Self::of(within, outer_within, outer)?, kind, name))
    }

    /// An object of a tree by its path, such as `/neon/workbench`; `None` where the path does not begin with `/`, is empty,
    /// holds an empty name, or is deeper than any export can be (100 levels).
    pub fn at_path(kind: KindName, path: &str) -> Option<Self> {
        Self::in_tree(kind, &path::names(path.strip_prefix('/')?))
    }

    /// An object of a tree by the names from the outside in; `None` where there are none, one is empty, or they are more
    /// than any export can have (100 levels).
    pub fn in_tree(kind: KindName, names: &[impl AsRef<str>]) -> Option<Self> {
        if names.len() > MOST_LEVELS || names.iter().any(|name| name.as_ref().is_empty()) {
            return None;
        }
        names.iter().fold(None, |above, name| {
            Some(match above {
                None => Self::top(kind, name.as_ref()),
                Some(parent) => Self::inside(parent, kind, name.as_ref()),
            })
        })
    }

    /// The names from the outermost ancestor to this object, the empty ones left out.
    pub fn names(&self) -> Vec<&str> {
        let mut names = self.parent.as_ref().map_or_else(Vec::new, |parent| parent.names());
        if !self.name.is_empty() {
            names.push(&self.name);
        }
        names
    }

    /// What people call the object within its kind: its path where the kind is a tree (a group), else the bare name.
    pub fn shown_name(&self) -> String {
        match self.kind.form() {
            Form::Path => self.path(),
            _ => self.name.clone(),
        }
    }

    /// The names as a path: `/neon/workbench`. A slash in a name is spelt `~/`, as Keycloak escapes it.
    pub fn path(&self) -> String {
        self.names().iter().map(|name| format!("/{}", path::escaped(name))).collect()
    }

    /// The same as Keycloak itself writes it, which does not escape: two objects can have the same.
    pub fn plain_path(&self) -> String {
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
        match (&self.parent, self.kind.form()) {
            (Some(parent), Form::Owned) => write!(f, "/{parent}/{}", self.name),
            (_, Form::Path) => f.write_str(&self.path()),
            _ => self.names().iter().try_for_each(|name| write!(f, "/{name}")),
        }
    }
}
