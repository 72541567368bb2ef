//! The live state of a target, as far as it was read.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use crate::address::{Address, of_kind};
use crate::finding::Finding;
use crate::kind::{KindName, Side};
use crate::path::{Body, Path};

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

/// What is there, as far as it was read.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The realm's name.
    pub realm: String,
    /// The live objects.
    pub objects: BTreeMap<Address, Object>,
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
