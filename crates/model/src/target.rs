//! Targets as configuration and as locations, without their contents.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::secret_source::SecretSource;

/// A target of the project: a realm (an export or one of a server), a database, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetConfig {
    /// The realm export that is read and written.
    pub export: Option<PathBuf>,
    /// The export that it starts from while it is not there yet.
    pub start: Option<PathBuf>,
    /// The realm's name, where the export does not tell it.
    pub realm: Option<String>,
    /// The realm of a server, in the place of an export.
    pub keycloak: Option<KeycloakConfig>,
    /// Such as `sqlite:.realmform/lookups.db`.
    pub database: Option<String>,
    /// Where the password for the database comes from.
    pub database_password: Option<SecretSource>,
}

/// Whether the URL of a database names one on a server, which asks for a password.
pub fn is_on_server(database: &str) -> bool {
    let scheme = database.split_once(':').map_or("", |(scheme, _)| scheme);
    ["postgres", "postgresql", "mysql", "mariadb"].contains(&scheme)
}

/// A realm of a server, and who signs in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeycloakConfig {
    /// The server's URL, without credentials.
    pub url: String,
    /// The realm that is planned and applied.
    pub realm: String,
    /// The realm in which the account signs in, where it is another than `master`.
    pub sign_in_realm: Option<String>,
    /// Who signs in.
    pub sign_in: SignIn,
}

/// Who signs in, with the source of the secret and never the secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// A client with a service account.
    Client {
        /// The client id.
        id: String,
        /// Where its secret comes from.
        secret: SecretSource,
    },
    /// A user.
    User {
        /// The client through which the user signs in, where it is another than `admin-cli`.
        client: Option<String>,
        /// The username.
        name: String,
        /// Where the password comes from.
        password: SecretSource,
    },
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
