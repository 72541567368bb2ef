//! What a project's files say: objects, the history of their names, and what becomes of what is not declared.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::Address;
use crate::kind::{KindName, Side};
use crate::lookup_roles::LookupRoles;
use crate::moves::Move;
use crate::ownership::Ownership;
use crate::path::{Body, Path};
use crate::rows::RowTable;
use crate::secret_source::SecretSource;
use crate::source::Span;

/// One object as the TOML declares it.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// The declared fields only.
    pub body: Body,
    /// Where the object is declared.
    pub span: Span,
    /// Where each declared field stands.
    pub spans: BTreeMap<Path, Span>,
    /// Where the values of its secrets come from.
    pub secrets: BTreeMap<Path, SecretSource>,
    /// Whether its secrets are sent in this run, whether they differ or not.
    pub rotates: bool,
    /// Tables that are declared in full: an entry that is not in them goes.
    pub complete: BTreeSet<Path>,
    /// Not written down itself, but implied by what is: a group above a declared one.
    pub implied: bool,
}

/// The key under which an object lists its tables that are declared in full.
pub const COMPLETE: &str = "complete";

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

/// What the project's files say.
#[derive(Clone, Debug, Default)]
pub struct Desired {
    /// The declared objects.
    pub objects: BTreeMap<Address, Declared>,
    /// The history of renames, in the order of the files.
    pub moves: Vec<Move>,
    /// Tables whose rows are declared, by their names in the files. Only those rows that differ become objects.
    pub tables: BTreeMap<String, RowTable>,
    /// Which lookups are realm roles. Those that the files tell are among the objects already.
    pub lookup_roles: Option<LookupRoles>,
    /// What becomes of what is not declared.
    pub ownership: Ownership,
    /// Whether all objects of the declared kinds are to be seen, also those that no file speaks of.
    pub sees_all: bool,
}

impl Desired {
    /// Whether nothing is declared.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.moves.is_empty() && self.tables.is_empty()
    }

    /// Leaves out what lives on no side of these: in a realm, in a database.
    pub fn keep(&mut self, sides: &[Side]) {
        self.objects.retain(|address, _| sides.contains(&address.kind.side()));
        self.moves.retain(|moved| sides.contains(&moved.kind.side()));
        if !sides.contains(&Side::Database) {
            self.tables.clear();
        }
        // Roles of rows are still to be made. Those of the files are there, and nothing more can be said of them.
        let has = |side| sides.contains(&side);
        self.lookup_roles.take_if(|roles| !has(Side::Realm) || !has(Side::Database) && !roles.needs_database());
    }

    /// Whether all objects of the kind have to be read.
    pub fn sees(&self, kind: KindName) -> bool {
        let ignores = self.ownership.rules.get(&kind).is_some_and(|rule| !rule.ignore.is_empty());
        ignores || self.ownership.deletes(kind) || (self.sees_all && self.speaks_of(kind))
    }

    /// Whether anything of the kind is declared or moved.
    pub fn speaks_of(&self, kind: KindName) -> bool {
        self.objects.keys().any(|address| address.kind == kind) || self.moves.iter().any(|moved| moved.kind == kind)
    }
}
