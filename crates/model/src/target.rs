//! Targets as configuration and as locations, without their contents.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A target on disk: a realm export, a database, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetConfig {
    /// The realm export that is read and written.
    pub export: Option<PathBuf>,
    /// The export that it starts from while it is not there yet.
    pub start: Option<PathBuf>,
    /// The realm's name, where the export does not tell it.
    pub realm: Option<String>,
    /// Such as `sqlite:.realmform/lookups.db`.
    pub database: Option<String>,
}

/// Where the sides are, as anybody may see it: without credentials, and the same on every machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    /// `https://host/admin/realms/athyper`, or an export's path in `realmform.toml`.
    pub realm: Option<String>,
    /// The database's URL without its password.
    pub database: Option<String>,
}

impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sides: Vec<&str> = [&self.realm, &self.database].into_iter().flatten().map(String::as_str).collect();
        f.write_str(&sides.join(", "))
    }
}
