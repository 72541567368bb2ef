//! The live state of a target, as far as it was read.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use crate::address::{Address, of_kind};
use crate::desired::Declared;
use crate::finding::Finding;
use crate::kind::{KindName, Side};
use crate::path::{Body, Path};
use crate::rows::RowTable;

/// One object as it is live.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The representation, without secrets.
    pub body: Body,
    /// The server's own id: a UUID in Keycloak, a row's number in a database.
    pub id: Option<String>,
    /// Values that must never be shown, taken out of the body. `None` is one that the server masks.
    pub secrets: BTreeMap<Path, Option<SecretString>>,
}

/// A table whose rows were compared.
#[derive(Clone, Debug)]
pub struct LiveTable {
    /// How it maps; without the declared rows.
    pub mapping: RowTable,
    /// How many rows it has.
    pub count: usize,
}

/// What is there, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The realm's name.
    pub realm: String,
    /// The live objects.
    pub objects: BTreeMap<Address, Object>,
    /// The tables whose rows were compared, by their names in the files: how they map, and how many rows live.
    pub tables: BTreeMap<String, LiveTable>,
    /// What the files say of rows that differ. The others are as they are declared, and are no objects.
    pub rows: BTreeMap<Address, Declared>,
    /// How many rows were compared and are as they are declared.
    pub equal_rows: usize,
    /// Sides that do not exist at all yet: no such realm, no such file.
    pub absent: BTreeSet<Side>,
    /// What is there and is not in the objects, or otherwise than it was written.
    pub findings: Vec<Finding>,
}

impl Live {
    /// The addresses of the live objects of a kind.
    pub fn of_kind(&self, kind: KindName) -> impl Iterator<Item = &Address> {
        of_kind(&self.objects, kind).map(|(address, _)| address)
    }
}

/// The values of the secrets that the TOML refers to, read for one run and kept in memory only.
pub type Secrets = BTreeMap<(Address, Path), SecretString>;
