//! `plan` and `apply` for identity: what a Keycloak realm and the reference data around it are to be, as TOML.

pub mod cli;
pub mod compare;
pub mod diff;
pub mod document;
pub mod finding;
pub mod holders;
pub mod import;
pub mod json;
pub mod kind;
pub mod kinds;
pub mod load;
pub mod moved;
pub mod place;
pub mod plan;
pub mod policy;
pub mod progress;
pub mod project;
pub mod reference;
pub mod render;
pub mod request;
pub mod rule;
pub mod rules;
pub mod secret;
pub mod target;
