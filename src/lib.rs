//! `plan` and `apply` for identity: what a Keycloak realm and the reference data around it are to be, as TOML.

pub mod diff;
pub mod document;
pub mod finding;
pub mod kind;
pub mod kinds;
pub mod moved;
pub mod place;
pub mod plan;
pub mod reference;
pub mod render;
pub mod request;
mod role;
pub mod target;
