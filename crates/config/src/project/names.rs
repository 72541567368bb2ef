//! The names that make a folder a project: its file, its folders, the keys of `realmform.toml`.

/// The file that makes a folder a project.
pub const FILE: &str = "realmform.toml";
/// The folders whose TOML declares.
pub const FOLDERS: &[&str] = &["realm", "lookups", "tables"];
/// The folder that holds its policies.
pub const POLICIES: &str = "policies";
/// The target that environment variables define, so it is never configured.
pub const LIVE: &str = "live";
/// The format of `realmform.toml` that this version reads.
pub const SCHEMA: u32 = 1;

/// What `realmform.toml` may have at its top.
pub const KEYS: &[&str] = &["schema", "default_target", "targets", "values", "ownership", "fields"];
/// What a target may have.
pub const TARGET_KEYS: &[&str] = &[
    "export",
    "start",
    "keycloak",
    "realm",
    "sign_in_realm",
    "client_id",
    "client_secret",
    "username",
    "password",
    "database",
    "database_password",
    "values",
];
/// Those of them that refer to a secret.
pub const TARGET_SECRETS: &[&str] = &["client_secret", "password", "database_password"];

/// The target of commands without `--target` where the file names none.
pub(super) const EMBEDDED: &str = "embedded";
