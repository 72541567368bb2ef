//! The TOML of a project, in and out: `realmform.toml`, declarations, their schema, their layout, and import.

pub mod fmt;
pub mod import;
pub mod load;
pub mod ownership;
pub mod project;
#[cfg(test)]
mod redact;
pub mod schema;
