//! A live Keycloak as a target: signs in, and reads and writes with many small concurrent requests.

mod account;
mod ahead;
mod collections;
mod endpoint;
mod events;
mod http;
mod lock;
mod missing;
mod people;
mod read;
mod renewal;
mod rest;
mod server;
mod settings;
mod sight;
mod tree;
mod wanted;
mod write;

pub use lock::Lease;
pub use server::Keycloak;
pub use settings::{Credentials, Settings};
