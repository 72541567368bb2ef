//! `plan` and `apply` for identity: what a Keycloak realm and the reference data around it are to be, as TOML.

pub mod document;
pub mod finding;
pub mod kind;
pub mod kinds;
pub mod plan;
pub mod policy;
pub mod reference;
pub mod request;
mod role;
pub mod rule;
pub mod rules;
pub mod target;
